using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet;

/// <summary>The geometry of one normalisation and pooling, and the work on a range of its output rows.</summary>
internal sealed unsafe class NormalizePoolJob(
    float* source, float* target, int height, int width, int channels, int outHeight, int outWidth, PoolStep pool, LocalNormalization? normalize)
{
    private readonly int _rowLength = width * channels;

    /// <summary>Makes the output rows from <paramref name="first"/> to before <paramref name="end"/>, counted over all images.</summary>
    internal void Run(int first, int end)
    {
        float** window = stackalloc float*[pool.Size];
        float* ring = null, scratch = null;
        try
        {
            if (normalize is not null)
            {
                ring = (float*)NativeMemory.AlignedAlloc((nuint)(pool.Size * _rowLength) * sizeof(float), 64);
                scratch = (float*)NativeMemory.AlignedAlloc((nuint)(_rowLength + 2 * channels + 32) * sizeof(float), 64);
            }

            int ringImage = -1, ringNext = 0;
            for (int row = first; row < end; row++)
            {
                (int image, int outRow) = Math.DivRem(row, outHeight);
                float* map = source + (long)image * height * _rowLength;
                int top = Math.Max(0, outRow * pool.Stride - pool.Padding), bottom = Math.Min(height, outRow * pool.Stride - pool.Padding + pool.Size);
                if (normalize is not null)
                {
                    if (image != ringImage || ringNext < top)
                        (ringImage, ringNext) = (image, top);
                    for (; ringNext < bottom; ringNext++)
                        Normalize(map, ringNext, scratch, ring + ringNext % pool.Size * (long)_rowLength);
                }

                for (int y = top; y < bottom; y++)
                    window[y - top] = ring is null ? map + (long)y * _rowLength : ring + y % pool.Size * (long)_rowLength;
                PoolRow(window, bottom - top, target + (long)row * outWidth * channels);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(ring);
            NativeMemory.AlignedFree(scratch);
        }
    }

    private void Normalize(float* map, int row, float* scratch, float* destination)
    {
        float* middle = map + (long)row * _rowLength;
        if (normalize!.Kind == NormalizationKind.AcrossChannel)
            NormalizeRow.AcrossChannel(normalize, middle, width, channels, scratch, destination);
        else
            NormalizeRow.WithinChannel(normalize, row > 0 ? middle - _rowLength : null, middle, row + 1 < height ? middle + _rowLength : null, width, channels, scratch, destination);
    }

    private void PoolRow(float** rows, int count, float* destination)
    {
        for (int column = 0; column < outWidth; column++, destination += channels)
        {
            int left = Math.Max(0, column * pool.Stride - pool.Padding), right = Math.Min(width, column * pool.Stride - pool.Padding + pool.Size);
            // The last vector overlaps the one before where channels are no multiple of its length: a maximum may be taken twice.
            for (int start = 0; start < channels; start += Vector256<float>.Count)
            {
                int channel = Math.Min(start, channels - Vector256<float>.Count);
                Vector256<float> largest = Vector256.Load(rows[0] + left * channels + channel);
                for (int y = 0; y < count; y++)
                {
                    float* cell = rows[y] + left * channels + channel;
                    for (int x = left; x < right; x++, cell += channels)
                        largest = Vector256.MaxNative(largest, Vector256.Load(cell));
                }

                largest.Store(destination + channel);
            }
        }
    }
}
