namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet weights</c>: what weight files hold, other formats made of them, and published ones.</summary>
internal static class WeightsCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation) => new(
        "weights", "Look into weight files, convert them, fetch published ones.")
    {
        ConvertWeightsCommand.Create(console),
        InspectCommand.CreateForFile(console),
        ListWeightsCommand.Create(console),
        PullWeightsCommand.Create(console, cancellation),
    };
}
