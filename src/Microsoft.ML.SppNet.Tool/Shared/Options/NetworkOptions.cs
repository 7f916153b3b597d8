using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that say which network runs: a weight file, or an untrained net.</summary>
/// <param name="alsoSeeds">What else the command draws from <c>--seed</c>, which then goes with a weight file too; null for
/// nothing.</param>
/// <param name="weightsOnly">Whether the command takes a weight file as its argument, and no untrained net.</param>
internal sealed class NetworkOptions(string? alsoSeeds = null, bool weightsOnly = false)
{
    private readonly Option<string?> _network = new("--network")
    {
        Description =
            "Weights: safetensors, or a state dictionary of PyTorch (.pth, .pt, .bin). --architecture says what it is where neither a "
                + "model card nor its tensors do. Without both: the network of the library itself.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _architecture = new("--architecture")
    {
        Description =
            $"What a weight file without a model card is of; without --network: an untrained net. "
                + $"{string.Join(", ", NetworkArchitecture.Names)}.",
        HelpName = "NAME",
        CustomParser = result =>
        {
            string name = result.Tokens[0].Value;
            if (NetworkArchitecture.Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
            result.AddError($"--architecture is one of {string.Join(", ", NetworkArchitecture.Names)}, not '{name}'.");
            return null;
        },
    };

    private readonly Option<int?> _seed = WholeNumber.Of(
        "--seed", $"Seed of {(alsoSeeds is null ? "" : alsoSeeds + ", and of ")}an untrained net's filters. [default: 1]", int.MinValue,
        int.MaxValue);

    private readonly Option<ResidualStride?> _strideIn = Choice.Of(
        "--stride-in", $"Which convolution of a residual block strides ({NetworkChoice.WithStridePlaces}). [default: conv2]",
        ("conv1", ResidualStride.Conv1), ("conv2", ResidualStride.Conv2));

    private readonly Option<NetworkHead?> _head = Choice.Of(
        "--head", "What feeds fc6: the pyramid, or the fixed 6 x 6 pooling of the net without SPP. [default: spp]",
        ("spp", NetworkHead.SpatialPyramid), ("pool5", NetworkHead.Pool5));

    private readonly Option<TrunkPadding?> _padding = Choice.Of(
        "--padding", "Padding of the layers: as trained, or half the filter's size as the paper's detector needs it. [default: training]",
        ("training", TrunkPadding.Training), ("deployment", TrunkPadding.Deployment));

    private readonly Option<bool> _trust = new("--trust-torchscript")
    {
        Description = "Run TorchScript modules (.pt), which are code: only from whom you would run a program.",
    };

    private readonly PreprocessingOptions _preprocessing = new();

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[.. weightsOnly
            ? (Option[])[]
            : [_network, _seed], _architecture, _strideIn, _head, _padding, _trust])
            command.Add(option);
        _preprocessing.AddTo(command);
    }

    internal NetworkChoice Read(ParseResult result) => Read(result, result.GetValue(_network));

    /// <summary>Reads the options that go with a weight file which the command has taken itself.</summary>
    internal NetworkChoice Read(ParseResult result, string? file)
    {
        bool untrained = file is null && result.GetValue(_architecture) is not null;
        int? seed = weightsOnly || (alsoSeeds is not null && !untrained) ? null : Seed(result);
        var choice = new NetworkChoice(file, result.GetValue(_architecture), seed, _preprocessing.Read(result))
        {
            StrideIn = result.GetValue(_strideIn),
            Head = result.GetValue(_head),
            Padding = result.GetValue(_padding),
            TrustTorchScript = result.GetValue(_trust),
        };
        choice.Check();
        return choice;
    }

    internal int? Seed(ParseResult result) => result.GetValue(_seed);
}
