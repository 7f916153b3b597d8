using System.Diagnostics;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Features of a data set's images and what they took.</summary>
/// <param name="Matrices">Per column a matrix with a row per image.</param>
/// <param name="Seconds">From the network loaded to the last feature there.</param>
/// <param name="FromCache">How many of the different images the cache had.</param>
/// <param name="Images">The number of different images.</param>
internal sealed record ExtractedFeatures(FeatureMatrix[] Matrices, double Seconds, int FromCache, int Images)
{
    /// <summary>Images that could not be read and have no row.</summary>
    internal int Skipped { get; init; }
}

/// <summary>Network, options and cache: all that a protocol's features come from.</summary>
internal sealed record FeatureSource(ToolConsole Console, NetworkChoice Network, FeatureChoice Features, RunChoice Run, string? CacheFolder)
{
    /// <summary>Computes what the cache lacks.</summary>
    /// <param name="paths">The images.</param>
    /// <param name="perTap">Whether each tap gets a matrix of its own, rather than all one.</param>
    /// <param name="cancellation">Ends the work; what is finished stays in the cache.</param>
    internal ExtractedFeatures Extract(IReadOnlyList<string> paths, bool perTap, CancellationToken cancellation)
    {
        using SppNetwork network = Network.Open(Console.Warn);
        return Extract(network, paths, perTap, cancellation);
    }

    /// <summary>The same with a network that is open already.</summary>
    /// <param name="network">The network.</param>
    /// <param name="paths">The images.</param>
    /// <param name="perTap">Whether each tap gets a matrix of its own, rather than all one.</param>
    /// <param name="cancellation">Ends the work; what is finished stays in the cache.</param>
    /// <param name="skip">Takes the index of each image that cannot be read, after it was told; null: the first one ends the run.</param>
    internal ExtractedFeatures Extract(
        SppNetwork network, IReadOnlyList<string> paths, bool perTap, CancellationToken cancellation, Action<int>? skip = null)
    {
        RunDevice device = Run.Start();
        using SppFeatureExtractor extractor = perTap ? Features.OpenPerTap(network, device) : Features.Open(network, device);
        var watch = Stopwatch.StartNew();
        FeatureProgress last = default;
        ProgressBar? bar = null;
        int skipped = 0;
        try
        {
            FeatureMatrix[] matrices = ImageSetFeatures.Extract(
                extractor, paths, CacheFolder, new StepProgress<FeatureProgress>(Show), Warn, skip is null ? null : Skip, cancellation);
            return new ExtractedFeatures(matrices, watch.Elapsed.TotalSeconds, last.FromCache, last.Total) { Skipped = skipped };
        }
        catch (InvalidDataException exception)
        {
            throw ToolException.BadInput(exception.Message, exception);
        }
        catch (OperationCanceledException) when (CacheFolder is not null && last.Total > 0)
        {
            bar?.Clear();
            Console.Error.WriteLine(
                $"sppnet: the features of {last.Done} of {last.Total} images are in '{CacheFolder}'; the same command goes on from there.");
            throw;
        }
        finally
        {
            bar?.Dispose();
        }

        // The time left is that of the images to be computed: those from the cache took none.
        void Show(FeatureProgress progress)
        {
            last = progress;
            bar ??= new ProgressBar(Console, Run.Quiet, Math.Max(1, progress.Total - progress.FromCache));
            bar.Report(progress.Done - progress.FromCache);
        }

        void Skip(int index, ImageReadException error)
        {
            bar?.Clear();
            Console.Error.WriteLine($"sppnet: skipped: {error.Message}");
            skipped++;
            skip(index);
        }

        void Warn(string sentence)
        {
            bar?.Clear();
            Console.Warn(sentence);
        }
    }
}
