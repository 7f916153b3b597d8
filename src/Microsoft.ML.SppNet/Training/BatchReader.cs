using System.Runtime.ExceptionServices;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Makes batches on the other cores while the network is busy with the one before.</summary>
/// <param name="images">All images.</param>
/// <param name="shorterSide">What images are decoded for.</param>
/// <param name="batchSize">Images of a batch.</param>
/// <param name="bad">Is told of an image that cannot be read and returns whether to go on without it.</param>
internal sealed class BatchReader(IReadOnlyList<TrainingImage> images, int shorterSide, int batchSize,
    Func<TrainingImage, ImageReadException, bool> bad)
{
    /// <summary>Reads batches in order; each is valid until the next is asked for.</summary>
    /// <param name="order">The images' indices in the order of the epoch.</param>
    /// <param name="side">Side of the inputs.</param>
    /// <param name="prepare">Given an image's index and pixels, makes its input.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal IEnumerable<TrainingBatch> Read(IReadOnlyList<int> order, int side, Func<int, PixelImage, TrainingInput> prepare,
        CancellationToken cancellation)
    {
        var ready = new Queue<ReadItem<int, TrainingInput>>();
        using var reader = new LookAheadReader<int,
            TrainingInput>(order.Select(index => new ReadJob<int, TrainingInput>(index, () => Prepare(index))), batchSize, cancellation);
        try
        {
            foreach (int[] indices in order.Chunk(batchSize))
            {
                while (ready.Count < indices.Length)
                {
                    foreach (ReadItem<int, TrainingInput> item in reader.Next().Items)
                        ready.Enqueue(item);
                }

                using TrainingBatch batch = Batch([.. indices.Select(_ => ready.Dequeue())], side);
                yield return batch;
            }
        }
        finally
        {
            Dispose(ready);
        }

        TrainingInput Prepare(int index)
        {
            using PixelImage pixels = images[index].Load(shorterSide);
            return prepare(index, pixels);
        }
    }

    /// <summary>Leaves out what could not be read, where that is allowed.</summary>
    private TrainingBatch Batch(ReadItem<int, TrainingInput>[] items, int side)
    {
        foreach (ReadItem<int, TrainingInput> item in items)
        {
            if (item.Error is null || (item.Error is ImageReadException error && bad(images[item.Key], error)))
                continue;
            Dispose(items);
            ExceptionDispatchInfo.Throw(item.Error);
        }

        ReadItem<int, TrainingInput>[] good = [.. items.Where(item => item.Prepared is not null)];
        return new TrainingBatch([.. good.Select(item => item.Key)], [.. good.Select(item => item.Prepared!)], side);
    }

    private static void Dispose(IEnumerable<ReadItem<int, TrainingInput>> items)
    {
        foreach (ReadItem<int, TrainingInput> item in items)
            item.Prepared?.Dispose();
    }
}
