using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Resizes 8-bit pixels to float rows, one output row at a time: first down the columns, where whole rows are added with one weight each and
/// every lane works, then along the row. Nothing is rounded in between. Only the source pixels of the wanted outputs are read.
/// </summary>
/// <remarks>
/// One thread; each output pixel is the same sum in the same order whatever else is computed, so a crop equals the crop of the whole. Memory is
/// one row, from a pool; dispose once.
/// </remarks>
internal sealed class ImageResizer : IDisposable
{
    private const int Channels = PixelImage.BytesPerPixel;

    private readonly PixelImage _image;
    private readonly ResizeTaps _columns;
    private readonly ResizeTaps _rows;
    private readonly float[] _sums;

    internal ImageResizer(PixelImage image, ImageGeometry geometry, ResizeKernel kernel)
    {
        _image = image;
        _columns = ResizeTaps.For(image.Width, image.Horizontal, geometry.ResizedWidth, geometry.Left, geometry.Width, kernel);
        _rows = ResizeTaps.For(image.Height, image.Vertical, geometry.ResizedHeight, geometry.Top, geometry.Height, kernel);
        _sums = ArrayPool<float>.Shared.Rent((_columns.End - _columns.First) * Channels);
    }

    /// <summary>Prepares an output row, for <see cref="Pixel"/> to read.</summary>
    internal void MoveTo(int row)
    {
        ReadOnlySpan<float> weights = _rows.Weights(row);
        int stride = _image.Width * Channels;
        ReadOnlySpan<byte> source = _image.Pixels[(_rows.Start(row) * stride + _columns.First * Channels)..];
        Span<float> sums = _sums.AsSpan(0, (_columns.End - _columns.First) * Channels);
        int tap = weights.Length % 4;
        AddRows(source, stride, weights[..tap], sums);
        for (; tap < weights.Length; tap += 4)
            AddFourRows(source[(tap * stride)..], stride, weights.Slice(tap, 4), sums, isFirst: tap == 0);
    }

    /// <summary>A pixel of the row: its four channels in the source's order, 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector128<float> Pixel(int column)
    {
        ReadOnlySpan<float> weights = _columns.Weights(column);
        ReadOnlySpan<Vector128<float>> pixels = MemoryMarshal.Cast<float, Vector128<float>>(_sums.AsSpan())
            .Slice(_columns.Start(column) - _columns.First, weights.Length);
        Vector128<float> even = pixels[0] * weights[0], odd = Vector128<float>.Zero;
        int tap = 1;
        for (; tap + 1 < weights.Length; tap += 2)
        {
            odd = Vector128.MultiplyAddEstimate(pixels[tap], Vector128.Create(weights[tap]), odd);
            even = Vector128.MultiplyAddEstimate(pixels[tap + 1], Vector128.Create(weights[tap + 1]), even);
        }

        return tap < weights.Length ? Vector128.MultiplyAddEstimate(pixels[tap], Vector128.Create(weights[tap]), odd) + even : odd + even;
    }

    public void Dispose()
    {
        _columns.Dispose();
        _rows.Dispose();
        ArrayPool<float>.Shared.Return(_sums);
    }

    /// <summary>Sets the sums to the weighted rows: the up to three that are left over by groups of four.</summary>
    private static void AddRows(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        for (int tap = 0; tap < weights.Length; tap++)
        {
            float weight = weights[tap];
            ref byte row = ref MemoryMarshal.GetReference(source.Slice(tap * stride, sums.Length));
            ref float sum = ref MemoryMarshal.GetReference(sums);
            int index = 0;
            for (; index <= sums.Length - Vector256<float>.Count; index += Vector256<float>.Count)
            {
                Vector256<float> before = tap == 0 ? default : Vector256.LoadUnsafe(ref sum, (nuint)index);
                Vector256.MultiplyAddEstimate(Eight(ref row, index), Vector256.Create(weight), before).StoreUnsafe(ref sum, (nuint)index);
            }

            if (index < sums.Length)
            {
                Vector128<float> before = tap == 0 ? default : Vector128.LoadUnsafe(ref sum, (nuint)index);
                Vector128.MultiplyAddEstimate(Four(ref row, index), Vector128.Create(weight), before).StoreUnsafe(ref sum, (nuint)index);
            }
        }
    }

    private static void AddFourRows(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<float> weights, Span<float> sums, bool isFirst)
    {
        ref byte row0 = ref MemoryMarshal.GetReference(source.Slice(0, sums.Length));
        ref byte row1 = ref MemoryMarshal.GetReference(source.Slice(stride, sums.Length));
        ref byte row2 = ref MemoryMarshal.GetReference(source.Slice(2 * stride, sums.Length));
        ref byte row3 = ref MemoryMarshal.GetReference(source.Slice(3 * stride, sums.Length));
        ref float sum = ref MemoryMarshal.GetReference(sums);
        (float weight0, float weight1, float weight2, float weight3) = (weights[0], weights[1], weights[2], weights[3]);
        int index = 0;
        for (; index <= sums.Length - Vector256<float>.Count; index += Vector256<float>.Count)
        {
            Vector256<float> value = isFirst ? default : Vector256.LoadUnsafe(ref sum, (nuint)index);
            value = Vector256.MultiplyAddEstimate(Eight(ref row0, index), Vector256.Create(weight0), value);
            value = Vector256.MultiplyAddEstimate(Eight(ref row1, index), Vector256.Create(weight1), value);
            value = Vector256.MultiplyAddEstimate(Eight(ref row2, index), Vector256.Create(weight2), value);
            value = Vector256.MultiplyAddEstimate(Eight(ref row3, index), Vector256.Create(weight3), value);
            value.StoreUnsafe(ref sum, (nuint)index);
        }

        if (index < sums.Length)
        {
            Vector128<float> value = isFirst ? default : Vector128.LoadUnsafe(ref sum, (nuint)index);
            value = Vector128.MultiplyAddEstimate(Four(ref row0, index), Vector128.Create(weight0), value);
            value = Vector128.MultiplyAddEstimate(Four(ref row1, index), Vector128.Create(weight1), value);
            value = Vector128.MultiplyAddEstimate(Four(ref row2, index), Vector128.Create(weight2), value);
            value = Vector128.MultiplyAddEstimate(Four(ref row3, index), Vector128.Create(weight3), value);
            value.StoreUnsafe(ref sum, (nuint)index);
        }
    }

    /// <summary>Two pixels as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eight(ref byte row, int index)
    {
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref row, index))).AsByte();
        if (Avx2.IsSupported)
            return Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(bytes));
        (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.WidenLower(bytes));
        return Vector256.Create(Vector128.ConvertToSingle(lower.AsInt32()), Vector128.ConvertToSingle(upper.AsInt32()));
    }

    /// <summary>One pixel as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Four(ref byte row, int index)
    {
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref row, index))).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }
}
