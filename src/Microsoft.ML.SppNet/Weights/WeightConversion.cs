using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet;

/// <summary>Little-endian F16, BF16, F32 and F64 elements to and from float32, vectorised.</summary>
internal static unsafe class WeightConversion
{
    /// <summary>Elements at a time: what was just converted is still in the cache when it is checked.</summary>
    internal const int Chunk = 1 << 13;

    /// <summary>Converts elements and returns the index of the first that is not a finite float32, or -1.</summary>
    internal static int ToSingle(SafetensorsDType type, byte* source, Span<float> destination)
    {
        int size = type.Bits() / 8;
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            Span<float> part = destination.Slice(start, Math.Min(Chunk, destination.Length - start));
            Convert(type, source + ((long)start * size), part);
            int bad = FirstNotFinite(part);
            if (bad >= 0)
                return start + bad;
        }
        return -1;
    }

    /// <summary>One element as it is in the file.</summary>
    internal static double ValueAt(SafetensorsDType type, byte* source, int index)
    {
        if (type == SafetensorsDType.F64)
            return new ReadOnlySpan<double>(source, index + 1)[index];
        float value = 0;
        Convert(type, source + ((long)index * (type.Bits() / 8)), new Span<float>(ref value));
        return value;
    }

    /// <summary>
    /// Rounds to the nearest even value of the type; returns the index of the first element that is not finite afterwards,
    /// or -1.
    /// </summary>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <param name="source">At most <see cref="Chunk"/> elements.</param>
    /// <param name="destination">Exactly the bytes of these elements.</param>
    internal static int FromSingle(SafetensorsDType type, ReadOnlySpan<float> source, Span<byte> destination)
    {
        switch (type)
        {
            case SafetensorsDType.F16:
                TensorPrimitives.ConvertToHalf(source, MemoryMarshal.Cast<byte, Half>(destination));
                break;
            case SafetensorsDType.BF16:
                RoundToBFloat16(source, MemoryMarshal.Cast<byte, ushort>(destination));
                break;
            default:
                MemoryMarshal.AsBytes(source).CopyTo(destination);
                break;
        }
        Span<float> back = stackalloc float[source.Length];
        fixed (byte* bytes = destination)
            return ToSingle(type, bytes, back);
    }

    /// <summary>The index of the first NaN or infinity, or -1.</summary>
    private static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        // The greatest magnitude is NaN or infinite exactly when some element is.
        if (float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            return -1;
        int index = 0;
        while (float.IsFinite(values[index]))
            index++;
        return index;
    }

    private static void Convert(SafetensorsDType type, byte* source, Span<float> destination)
    {
        switch (type)
        {
            case SafetensorsDType.F16:
                TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(source, destination.Length), destination);
                break;
            case SafetensorsDType.BF16:
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination);
                TensorPrimitives.ConvertTruncating(new ReadOnlySpan<ushort>(source, destination.Length), bits);
                TensorPrimitives.ShiftLeft(bits, 16, bits);
                break;
            case SafetensorsDType.F32:
                new ReadOnlySpan<float>(source, destination.Length).CopyTo(destination);
                break;
            case SafetensorsDType.F64:
                TensorPrimitives.ConvertTruncating(new ReadOnlySpan<double>(source, destination.Length), destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "not an element type of weights");
        }
    }

    private static void RoundToBFloat16(ReadOnlySpan<float> source, Span<ushort> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);

            // A carry out of a NaN's mantissa would make it a zero: a quiet NaN stays one and is refused by the check after this.
            destination[i] = float.IsNaN(source[i]) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
