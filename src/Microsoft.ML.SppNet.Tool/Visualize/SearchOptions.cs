using System.CommandLine;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options of a search for the strongest responses.</summary>
/// <param name="count">How many are kept of each map where nobody says.</param>
internal sealed class SearchOptions(int count)
{
    private readonly Option<int[]?> _maps = VisualizeOptions.Maps("drawn at random");

    private readonly Option<int?> _randomMaps =
        WholeNumber.Of("--random-maps", "How many maps are drawn by --seed, without --maps. [default: 9]", 1, 1 << 16);

    private readonly Option<int?> _count = WholeNumber.Of("--count", $"How many images of each map. [default: {count}]", 1, 1000);

    private readonly Option<int?> _batch = WholeNumber.Of("--batch", "The most images of equal size in one run of the network.", 1, 4096);

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "A folder that keeps what was found, so that a search that was ended goes on.", HelpName = "FOLDER",
    };

    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "List an image that cannot be read and go on without it." };

    internal IEnumerable<Option> All => [_maps, _randomMaps, _count, _batch, _cache, _skipBad];

    internal StrongestOptions Read(
        ParseResult result, VisualizeChoice choice, RunDevice device, IReadOnlyList<ImageEntry> images, ProgressBar bar,
        CancellationToken cancellation) => new()
        {
            Maps = result.Given(_maps) ?? [],
            RandomMaps = result.GetValue(_randomMaps) ?? 9,
            Seed = choice.Seed,
            Count = result.GetValue(_count) ?? count,
            Size = choice.Size,
            View = choice.View,
            BatchSize = result.GetValue(_batch) ?? 0,
            GpuDeviceId = device.Gpu,
            CacheFolder = result.GetValue(_cache),
            Skip = result.GetValue(_skipBad) ? (index, error) => choice.Console.Warn($"{images[index].Name}: {error.Message}") : null,
            Progress = new StepProgress<int>(bar.Report),
            Cancellation = cancellation,
        };
}
