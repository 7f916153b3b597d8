using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that the visualisations share.</summary>
/// <param name="tap">Names the option <c>--tap</c> and what it is for; null where there is none.</param>
/// <param name="images">Whether there are images.</param>
/// <param name="network">Whether one network is looked at.</param>
internal sealed class VisualizeOptions(Option<string[]?>? tap = null, bool images = true, bool network = true)
{
    private readonly NetworkOptions _network = new(alsoSeeds: "what is drawn at random");

    private readonly Option<string> _images = new("--images")
    {
        Description = "An image, a folder with all images below it in ordinal order of their paths, or a list of paths (.txt).",
        HelpName = "FILE|FOLDER|LIST.txt",
        Required = true,
    };

    private readonly Option<string> _output = new("--output")
    {
        Description = "A folder for pictures (.png), numbers (.npy) and the page index.html; or the page alone.",
        HelpName = "FOLDER|PAGE.html",
        Required = true,
    };

    private readonly Option<int?> _size = new("--size")
    {
        Description = "The shorter side that images are resized to, aspect kept; native: not at all. [default: native]",
        HelpName = "N|native",
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            if (given.Equals("native", StringComparison.OrdinalIgnoreCase))
                return 0;
            if (WholeNumber.TryParse(given, 1, 16384) is { } number)
                return number;
            result.AddError($"--size is a number of pixels from 1 to 16384, or native, not '{given}'.");
            return null;
        },
    };

    private readonly Option<ImageView?> _view = Choice.Of(
        "--view", "What the network sees: the whole image, its central square, or the image warped to a square. [default: full]",
        ("full", ImageView.Full), ("crop", ImageView.Crop), ("warp", ImageView.Warp));

    private readonly RunOptions _run = new();

    /// <summary>One tap that is a feature map.</summary>
    internal static Option<string[]?> OneTap() =>
        CommaList.OfNames("--tap", "NAME", "The layer whose maps are looked at: conv5, layer3, fire9 … [default: the deepest]");

    /// <summary>Several taps.</summary>
    internal static Option<string[]?> Taps() => CommaList.OfNames(
        "--tap", "NAME[,NAME…]",
        "The layers whose features are compared: conv1, fc7 …; spp is the deepest, pooled by the pyramid. [default: spp]");

    /// <summary>Maps by their numbers.</summary>
    internal static Option<int[]?> Maps(string otherwise) =>
        CommaList.OfNumbers<int>("--maps", "N[,N…]", $"The maps, from 0. [default: {otherwise}]");

    internal CliCommand AddTo(CliCommand command, params IEnumerable<Option> own)
    {
        if (network)
            _network.AddTo(command);
        foreach (Option option in (IEnumerable<Option>)[.. tap is null ? (Option[])[] : [tap], .. own, .. images
            ? (Option[])[_images, _size, _view]
            : [], _output])
            command.Add(option);
        _run.AddTo(command);
        return command;
    }

    internal VisualizeChoice Read(ParseResult result, ToolConsole console) =>
        new(console, result.GetRequiredValue(_output), _run.Read(result))
    {
        Network = network ? _network.Read(result) : null,
        Seed = (network ? _network.Seed(result) : null) ?? 1,
        Taps = (tap is null ? null : result.Given(tap)) ?? [SppNetwork.SppTap],
        Images = images ? result.GetRequiredValue(_images) : null,
        Size = (images ? result.GetValue(_size) : null) ?? 0,
        View = (images ? result.GetValue(_view) : null) ?? ImageView.Full,
    };
}
