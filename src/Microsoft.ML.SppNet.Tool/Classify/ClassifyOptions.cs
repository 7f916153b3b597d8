using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that the protocols on images have in common.</summary>
/// <param name="alsoSeeds">As in <see cref="NetworkOptions"/>.</param>
internal sealed class ClassifyOptions(string? alsoSeeds = null)
{
    private readonly CostOption _cost = new();
    private readonly FeatureOptions _features = new(FeatureNormalization.L2);
    private readonly CacheOptions _cache = new();

    private readonly Option<string?> _charts = new("--charts")
    {
        Description = "Draw the result there, as HTML files. [default: beside the file of --json]",
        HelpName = "FOLDER",
    };

    private readonly RunOptions _run = new();

    internal NetworkOptions Network { get; } = new(alsoSeeds);

    internal void AddTo(CliCommand command)
    {
        command.Add(_cost);
        Network.AddTo(command);
        _features.AddTo(command);
        _cache.AddTo(command);
        command.Add(_charts);
        _run.AddTo(command);
    }

    internal double? Cost(ParseResult result) => _cost.Read(result);

    internal ChartPlace Charts(ParseResult result) => result.GetValue(_charts) is { Length: 0 }
        ? throw ToolException.Usage("--charts names no folder.")
        : new ChartPlace(result.GetValue(_charts), _run.Read(result).JsonPath);

    internal FeatureSource Source(ToolConsole console, ParseResult result) =>
        new(console, Network.Read(result), _features.Read(result), _run.Read(result), _cache.Read(result, console));
}
