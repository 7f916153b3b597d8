using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Makes batches on the other cores while the network is busy with the one before.</summary>
/// <param name="images">All images.</param>
/// <param name="shorterSide">What images are decoded for.</param>
/// <param name="batchSize">Images of a batch.</param>
/// <param name="bad">Is told of an image that cannot be read and returns whether to go on without it.</param>
internal sealed class BatchReader(IReadOnlyList<TrainingImage> images, int shorterSide, int batchSize,
    Func<TrainingImage, ImageReadException, bool> bad)
{
    /// <summary>Reads batches in order.</summary>
    /// <param name="order">The images' indices in the order of the epoch.</param>
    /// <param name="side">Side of the inputs.</param>
    /// <param name="prepare">Given an image's index and pixels, makes its input.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal IEnumerable<TrainingBatch> Read(IReadOnlyList<int> order, int side, Func<int, PixelImage, TrainingInput> prepare,
        CancellationToken cancellation)
    {
        Task<TrainingBatch>? next = null;
        try
        {
            foreach (int[] indices in order.Chunk(batchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                Task<TrainingBatch>? ready = next;
                next = Task.Run(() => Make(indices, side, prepare, cancellation), cancellation);
                if (ready is not null)
                {
                    using TrainingBatch batch = ready.GetAwaiter().GetResult();
                    yield return batch;
                }
            }

            if (next is not null)
            {
                Task<TrainingBatch> last = next;
                next = null;
                using TrainingBatch batch = last.GetAwaiter().GetResult();
                yield return batch;
            }
        }
        finally
        {
            next?.ContinueWith(task => task.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        }
    }

    private TrainingBatch Make(int[] indices, int side, Func<int, PixelImage, TrainingInput> prepare, CancellationToken cancellation)
    {
        var made = new TrainingInput?[indices.Length];
        try
        {
            ParallelWork.Unwrapped(() => Parallel.For(0, indices.Length, new ParallelOptions { CancellationToken = cancellation }, place =>
            {
                TrainingImage image = images[indices[place]];
                try
                {
                    using PixelImage pixels = image.Load(shorterSide);
                    made[place] = prepare(indices[place], pixels);
                }
                catch (ImageReadException error) when (bad(image, error))
                {
                    made[place] = null;
                }
            }));
        }
        catch
        {
            foreach (TrainingInput? input in made)
                input?.Dispose();
            throw;
        }

        int[] good = [.. Enumerable.Range(0, indices.Length).Where(place => made[place] is not null)];
        return new TrainingBatch([.. good.Select(place => indices[place])], [.. good.Select(place => made[place]!)], side);
    }
}
