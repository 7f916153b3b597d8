using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that override what pixels go through before they enter the network.</summary>
internal sealed class PreprocessingOptions
{
    private readonly Option<ChannelOrder?> _channels = Choice.Of(
        "--channels", "Order of the channels that the weights expect.", ("rgb", ChannelOrder.Rgb), ("bgr", ChannelOrder.Bgr));

    private readonly Option<float[]?> _mean = CommaList.OfNumbers<float>(
        "--mean", "a,b,c", "What is subtracted from values 0 to 255, in channel order.", count: 3);

    private readonly Option<float[]?> _standardDeviation = CommaList.OfNumbers<float>(
        "--std", "a,b,c", "What is divided by, on the same scale, in channel order.", count: 3);

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_channels, _mean, _standardDeviation])
            command.Add(option);
    }

    /// <summary>Puts what was given in the place of what a card or an architecture says.</summary>
    internal Func<Preprocessing, Preprocessing> Read(ParseResult result)
    {
        (ChannelOrder? channels, float[]? mean, float[]? deviation) =
            (result.GetValue(_channels), result.Given(_mean), result.Given(_standardDeviation));
        return usual => ToolException.RefusedAsUsage(() => usual with
        {
            Channels = channels ?? usual.Channels,
            Mean = mean ?? usual.Mean,
            StandardDeviation = deviation ?? usual.StandardDeviation,
        });
    }
}
