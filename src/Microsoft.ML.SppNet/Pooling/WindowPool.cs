using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Pooling;

/// <summary>
/// Spatial pyramid max pooling of windows of maps whose channels lie side by side in CPU memory, as the trunk makes them: straight from the map into the vector. libtorch's
/// own pooling notes where each maximum was, needs a call per level and window, and wakes threads that then spin on the cores that the next image needs.
/// </summary>
internal static unsafe class WindowPool
{
    private const int Lanes = 8;

    /// <summary>Whether a tensor is one of those maps, and nobody asks for gradients.</summary>
    internal static bool Supports(Tensor maps) =>
        maps.device_type == DeviceType.CPU && maps.dtype == ScalarType.Float32 && !maps.requires_grad && maps.stride(1) == 1 && maps.shape[1] >= Lanes;

    /// <summary>Pools a window.</summary>
    /// <param name="maps">Tensor [N, C, H, W] that <see cref="Supports"/> agrees to.</param>
    /// <param name="window">Cells inside one of the maps, at least one.</param>
    /// <param name="levels">Bins per side of each level.</param>
    /// <param name="destination">C · M floats: the levels in order, each channel-major.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Pool(Tensor maps, MapWindow window, IReadOnlyList<int> levels, Span<float> destination)
    {
        long[] strides = maps.stride();
        int channels = (int)maps.shape[1];
        float* first = (float*)maps.Address() + window.Image * strides[0] + window.Top * strides[2] + window.Left * strides[3];
        (int height, int width) = (window.Bottom - window.Top, window.Right - window.Left);
        using var largest = new NativeFloats(channels);
        foreach (int level in levels)
        {
            for (int bin = 0; bin < level * level; bin++)
            {
                (int row, int column) = Math.DivRem(bin, level);
                (int top, int bottom) = SpatialPyramid.Bin(row, level, height);
                (int left, int right) = SpatialPyramid.Bin(column, level, width);
                Largest(first + top * strides[2] + left * strides[3], strides[2], strides[3], bottom - top, right - left, channels, largest.Pointer);
                for (int channel = 0; channel < channels; channel++)
                    destination[channel * level * level + bin] = largest.Pointer[channel];
            }

            destination = destination[(channels * level * level)..];
        }

        // Only its address was in use.
        GC.KeepAlive(maps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Largest(float* bin, long rowStride, long cellStride, int height, int width, int channels, float* largest)
    {
        new Span<float>(bin, channels).CopyTo(new Span<float>(largest, channels));
        for (int y = 0; y < height; y++, bin += rowStride)
        {
            for (int x = y == 0 ? 1 : 0; x < width; x++)
            {
                float* cell = bin + x * cellStride;
                // The last vector overlaps the one before where channels are no multiple of its length: a maximum may be taken twice.
                for (int start = 0; start < channels; start += Lanes)
                {
                    int channel = Math.Min(start, channels - Lanes);
                    Vector256.Max(Vector256.Load(largest + channel), Vector256.Load(cell + channel)).Store(largest + channel);
                }
            }
        }
    }
}
