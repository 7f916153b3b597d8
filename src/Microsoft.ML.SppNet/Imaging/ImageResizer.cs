using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// Resizes 8-bit pixels to float rows, one output row at a time: first down the columns, where whole rows are added with one weight each
/// and
/// every lane works, then along the row. Nothing is rounded in between. Only the source pixels of the wanted outputs are read.
/// </summary>
/// <remarks>
/// One thread; each output pixel is the same sum in the same order whatever else is computed, so a crop equals the crop of the whole.
/// Memory is
/// one row, from a pool; dispose once.
/// </remarks>
internal sealed class ImageResizer : IDisposable
{
    private const int Channels = PixelImage.BytesPerPixel;
    private const int StripLength = 2048;

    private readonly PixelImage _image;
    private readonly ResizeTaps _columns;
    private readonly ResizeTaps _rows;
    private readonly float[] _sums;
    private readonly float[] _row;

    internal ImageResizer(PixelImage image, ImageGeometry geometry, ResizeKernel kernel)
        : this(image, image.Horizontal, image.Vertical, geometry, kernel)
    {
    }

    /// <summary>Resizes a part of the image alone: so many decoded columns and rows are the whole that the geometry speaks of.</summary>
    internal ImageResizer(PixelImage image, Extent columns, Extent rows, ImageGeometry geometry, ResizeKernel kernel)
    {
        _image = image;
        _columns = ResizeTaps.For(image.Width, columns, geometry.ResizedWidth, geometry.Left, geometry.Width, kernel);
        _rows = ResizeTaps.For(image.Height, rows, geometry.ResizedHeight, geometry.Top, geometry.Height, kernel);
        _sums = ArrayPool<float>.Shared.Rent((_columns.End - _columns.First) * Channels);
        _row = ArrayPool<float>.Shared.Rent(geometry.Width * Channels);
    }

    /// <summary>An output row: four channels a pixel in the source's order, 0 to 255. Valid until the next call.</summary>
    internal ReadOnlySpan<float> Row(int row)
    {
        AddRows(row);
        if (_columns.IsCopy)
            return _sums.AsSpan(0, _columns.Outputs * Channels);
        Span<float> target = _row.AsSpan(0, _columns.Outputs * Channels);
        AddColumns(_sums, _columns, MemoryMarshal.Cast<float, Vector128<float>>(target));
        return target;
    }

    public void Dispose()
    {
        _columns.Dispose();
        _rows.Dispose();
        ArrayPool<float>.Shared.Return(_sums);
        ArrayPool<float>.Shared.Return(_row);
    }

    /// <summary>The weighted sum of the source rows of an output row, for the columns that are used.</summary>
    private void AddRows(int row)
    {
        ReadOnlySpan<float> weights = _rows.Weights.Slice(row * _rows.Count, _rows.Count).TrimEnd(0f);
        int zeros = weights.Length - weights.TrimStart(0f).Length;
        weights = weights[zeros..];
        int stride = _image.Width * Channels, length = (_columns.End - _columns.First) * Channels;
        ReadOnlySpan<byte> source = _image.Pixels[((_rows.Starts[row] + zeros) * stride + _columns.First * Channels)..];
        // A strip of columns at a time, so that its sums stay in the first-level cache over all rows.
        for (int left = 0; left < length; left += StripLength)
        {
            Span<float> sums = _sums.AsSpan(left, Math.Min(StripLength, length - left));
            sums.Clear();
            int tap = 0;
            for (; tap + 4 <= weights.Length; tap += 4)
                AddFourRows(source[(left + tap * stride)..], stride, weights.Slice(tap, 4), sums);
            for (; tap < weights.Length; tap++)
                AddRow(source[(left + tap * stride)..], weights[tap], sums);
        }
    }

    /// <summary>The weighted sums of columns, each in two chains, as an addition waits for the one before it in its chain.</summary>
    private static void AddColumns(ReadOnlySpan<float> sums, ResizeTaps columns, Span<Vector128<float>> target)
    {
        ReadOnlySpan<int> starts = columns.Starts[..target.Length];
        int first = columns.First, count = columns.Count;
        ref float sum = ref MemoryMarshal.GetReference(sums[..((columns.End - first) * Channels)]);
        ref float weight = ref MemoryMarshal.GetReference(columns.Weights);
        for (int column = 0; column < target.Length; column++)
        {
            ref float pixel = ref Unsafe.Add(ref sum, (starts[column] - first) * Channels);
            Vector128<float> even = Vector128<float>.Zero, odd = Vector128<float>.Zero;
            int tap = 0;
            for (; tap < count - 1; tap += 2)
            {
                even = Weighted(ref pixel, ref weight, tap, even);
                odd = Weighted(ref pixel, ref weight, tap + 1, odd);
            }

            target[column] = (tap < count ? Weighted(ref pixel, ref weight, tap, even) : even) + odd;
            weight = ref Unsafe.Add(ref weight, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Weighted(ref float pixel, ref float weight, int tap, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref pixel, (nuint)(tap * Channels)),
            Vector128.Create(Unsafe.Add(ref weight, tap)), sum);

    private static void AddRow(ReadOnlySpan<byte> source, float weight, Span<float> sums)
    {
        ref byte row = ref MemoryMarshal.GetReference(source[..sums.Length]);
        ref float sum = ref MemoryMarshal.GetReference(sums);
        int index = 0;
        for (; index <= sums.Length - Vector256<float>.Count; index += Vector256<float>.Count)
        {
            Vector256<float> value = Vector256.LoadUnsafe(ref sum, (nuint)index);
            Vector256.MultiplyAddEstimate(Eight(ref row, index), Vector256.Create(weight), value).StoreUnsafe(ref sum, (nuint)index);
        }

        if (index < sums.Length)
        {
            Vector128<float> value = Vector128.LoadUnsafe(ref sum, (nuint)index);
            Vector128.MultiplyAddEstimate(Four(ref row, index), Vector128.Create(weight), value).StoreUnsafe(ref sum, (nuint)index);
        }
    }

    private static void AddFourRows(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        ref byte row0 = ref MemoryMarshal.GetReference(source[..(3 * stride + sums.Length)]);
        ref byte row1 = ref Unsafe.Add(ref row0, stride);
        ref byte row2 = ref Unsafe.Add(ref row1, stride);
        ref byte row3 = ref Unsafe.Add(ref row2, stride);
        ref float sum = ref MemoryMarshal.GetReference(sums);
        (float weight0, float weight1, float weight2, float weight3) = (weights[0], weights[1], weights[2], weights[3]);
        int index = 0;
        for (; index <= sums.Length - Vector256<float>.Count; index += Vector256<float>.Count)
        {
            Vector256<float> value = Vector256.LoadUnsafe(ref sum, (nuint)index);
            value = Vector256.MultiplyAddEstimate(Eight(ref row0, index), Vector256.Create(weight0), value);
            value = Vector256.MultiplyAddEstimate(Eight(ref row1, index), Vector256.Create(weight1), value);
            value = Vector256.MultiplyAddEstimate(Eight(ref row2, index), Vector256.Create(weight2), value);
            value = Vector256.MultiplyAddEstimate(Eight(ref row3, index), Vector256.Create(weight3), value);
            value.StoreUnsafe(ref sum, (nuint)index);
        }

        if (index < sums.Length)
        {
            Vector128<float> value = Vector128.LoadUnsafe(ref sum, (nuint)index);
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
