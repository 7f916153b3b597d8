using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that the protocols on images have in common.</summary>
/// <param name="alsoSeeds">As in <see cref="NetworkOptions"/>.</param>
internal sealed class ClassifyOptions(string? alsoSeeds = null)
{
    private readonly CostOption _cost = new();
    private readonly FeatureOptions _features = new(FeatureNormalization.L2);
    private readonly CacheOptions _cache = new();
    private readonly RunOptions _run = new();

    internal NetworkOptions Network { get; } = new(alsoSeeds);

    internal void AddTo(CliCommand command)
    {
        command.Add(_cost);
        Network.AddTo(command);
        _features.AddTo(command);
        _cache.AddTo(command);
        _run.AddTo(command);
    }

    internal double? Cost(ParseResult result) => _cost.Read(result);

    internal RunChoice Run(ParseResult result) => _run.Read(result);

    internal FeatureSource Source(ToolConsole console, ParseResult result) =>
        new(console, Network.Read(result), _features.Read(result), Run(result), _cache.Read(result));
}
