using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Reading;

/// <summary>One image of a window: prepared, or the error that kept it from being.</summary>
internal readonly record struct LookAheadImage<TKey>(TKey Key, PreparedImage? Prepared, Exception? Error);

/// <summary>Images that are ready for the network.</summary>
/// <param name="Images">In the source's order.</param>
/// <param name="IsLast">Whether the source has ended.</param>
/// <param name="Fault">What the source itself threw after the last of the images.</param>
internal sealed record LookAhead<TKey>(IReadOnlyList<LookAheadImage<TKey>> Images, bool IsLast, Exception? Fault) : IDisposable
{
    public void Dispose()
    {
        foreach (LookAheadImage<TKey> image in Images)
            image.Prepared?.Dispose();
    }
}

/// <summary>Draws jobs from a source and decodes and resizes them on all cores.</summary>
internal sealed class LookAheadReader<TKey>(SppFeatureExtractor extractor, IEnumerable<ImageJob<TKey>> jobs) : IDisposable
{
    /// <summary>A window of photographs at a few hundred pixels stays far below it; a few large ones fill it.</summary>
    private const long MaximumBytes = 256L << 20;

    private static readonly int Degree = Math.Clamp(Environment.ProcessorCount, 1, 8);

    private readonly IEnumerator<ImageJob<TKey>> _jobs = jobs.GetEnumerator();

    /// <summary>Reads up to <paramref name="size"/> images, fewer where they are large or the source ends.</summary>
    internal LookAhead<TKey> Read(int size, CancellationToken cancellation)
    {
        var running = new List<Task<LookAheadImage<TKey>>>();
        bool last = false;
        Exception? fault = null;
        try
        {
            for (long bytes = 0; running.Count < size && bytes < MaximumBytes && !last;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!_jobs.MoveNext())
                {
                    last = true;
                    break;
                }

                ImageJob<TKey> job = _jobs.Current;
                running.Add(Task.Run(() => Prepare(job), CancellationToken.None));
                if (running.Count >= Degree)
                    bytes += running[^Degree].GetAwaiter().GetResult().Prepared?.Bytes ?? 0;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or OutOfMemoryException)
        {
            foreach (Task<LookAheadImage<TKey>> task in running)
                task.GetAwaiter().GetResult().Prepared?.Dispose();
            throw;
        }
        catch (Exception exception)
        {
            (last, fault) = (true, exception);
        }

        return new LookAhead<TKey>([.. running.Select(task => task.GetAwaiter().GetResult())], last, fault);
    }

    public void Dispose() => _jobs.Dispose();

    private LookAheadImage<TKey> Prepare(ImageJob<TKey> job)
    {
        try
        {
            using PixelImage pixels = job.Load();
            return new LookAheadImage<TKey>(job.Key, extractor.Prepare(pixels), null);
        }
        catch (Exception exception)
        {
            // Whatever kept one image from being read belongs to that image: the consumer decides what it means for the rest.
            return new LookAheadImage<TKey>(job.Key, null, exception);
        }
    }
}
