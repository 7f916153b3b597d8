using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Reading;

/// <summary>How work is brought to a device so that it neither waits nor runs out of memory.</summary>
internal abstract class DeviceBatching
{
    /// <summary>Images to have at hand so that those of equal size meet in one batch.</summary>
    internal abstract int LookAhead { get; }

    /// <summary>Pixels of a batch at most: they bound the memory that the maps take.</summary>
    protected abstract long MaximumPixels { get; }

    /// <summary>Images of a batch where nobody says how many.</summary>
    protected abstract int UsualBatch { get; }

    internal static DeviceBatching Of(RunDevice device) => device.Gpu is null ? new CpuBatching() : new GpuBatching();

    /// <summary>How many images of a size share a run.</summary>
    /// <param name="asked">The most that the options allow; 0 leaves it to the device.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="height">Rows of an image.</param>
    internal int Batch(int asked, int width, int height) =>
        (int)Math.Clamp(MaximumPixels / (width * (long)height), 1, asked > 0 ? asked : UsualBatch);

    /// <summary>Does the work of each batch.</summary>
    internal abstract void ForEach(IEnumerable<int[]> batches, Action<int[]> work);

    private sealed class CpuBatching : DeviceBatching
    {
        internal override int LookAhead => 32;

        protected override long MaximumPixels => 8L * 512 * 512;

        /// <summary>One image keeps two threads busy and its maps stay in their caches; many threads want more than one image's
        /// work.</summary>
        protected override int UsualBatch => Math.Clamp(ComputeThreads.Count / 2, 1, 8);

        internal override void ForEach(IEnumerable<int[]> batches, Action<int[]> work)
        {
            foreach (int[] batch in batches)
                work(batch);
        }
    }

    private sealed class GpuBatching : DeviceBatching
    {
        internal override int LookAhead => 256;

        protected override long MaximumPixels => 64L * 224 * 224;

        protected override int UsualBatch => 64;

        /// <summary>Two at a time: while one waits for its results the other's pixels are on their way and its work is in the
        /// queue.</summary>
        internal override void ForEach(IEnumerable<int[]> batches, Action<int[]> work) =>
            ParallelWork.Unwrapped(() => Parallel.ForEach(batches, new ParallelOptions { MaxDegreeOfParallelism = 2 }, work));
    }
}
