using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Local response normalisation and max pooling of channels-last maps in one pass: normalised rows live in a small ring of buffers and
/// never reach memory. libtorch has neither a fast channels-last normalisation nor a max pooling that skips the indices.
/// </summary>
internal static unsafe class NormalizePool
{
    /// <summary>Whether the kernel has these constants; others go through libtorch's operations.</summary>
    internal static bool Supports(LocalNormalization kind) =>
        kind.Beta == 0.75 && (kind.Kind == NormalizationKind.AcrossChannel ? kind.Size <= 15 : kind.Size == 3);

    /// <summary>Normalises, then pools; either may be left out.</summary>
    /// <param name="maps">Float32 tensor [N, C, H, W] in channels-last order, C at least 8.</param>
    /// <param name="normalize">The normalisation, or null.</param>
    /// <param name="pool">The pooling, or null.</param>
    /// <returns>Tensor [N, C, H′, W′] in channels-last order; the caller disposes it.</returns>
    internal static Tensor Run(Tensor maps, LocalNormalization? normalize, PoolStep? pool)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor source = maps.permute(0, 2, 3, 1).contiguous();
        (long images, long height, long width, long channels) = (source.shape[0], source.shape[1], source.shape[2], source.shape[3]);
        PoolStep windows = pool ?? new PoolStep(0, 1, 1, 0, false);
        int outHeight = TrunkProgram.Windows((int)height, windows.Size, windows.Stride, windows.Padding, windows.Ceil);
        int outWidth = TrunkProgram.Windows((int)width, windows.Size, windows.Stride, windows.Padding, windows.Ceil);
        Tensor result = empty([images, outHeight, outWidth, channels], dtype: ScalarType.Float32);
        fixed (byte* from = source.bytes, to = result.bytes)
        {
            var job = new NormalizePoolJob((float*)from, (float*)to, (int)height, (int)width, (int)channels, outHeight, outWidth, windows, normalize);
            int rows = (int)images * outHeight, parts = Math.Min(get_num_threads(), Math.Max(1, rows / 4));
            if (parts == 1)
                job.Run(0, rows);
            else
                Parallel.For(0, parts, part => job.Run((int)((long)rows * part / parts), (int)((long)rows * (part + 1) / parts)));
        }

        return result.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
