using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Weights;

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
            int bad = FiniteValues.IndexOfBad(part);
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

    /// <summary>
    /// Exponent and mantissa moved into place make a float that is 2^112 times too small, subnormal values included. TensorPrimitives does
    /// the same, but a network is loaded once, long before the runtime has compiled that for speed: it took two thirds of the time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HalfToSingle(ushort* source, Span<float> destination)
    {
        const uint infinity = 0x7C00u << 13;
        int index = 0;
        for (; index <= destination.Length - Vector128<ushort>.Count; index += Vector128<ushort>.Count)
        {
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.Load(source + index));
            Widened(lower).CopyTo(destination[index..]);
            Widened(upper).CopyTo(destination[(index + 4)..]);
        }

        for (; index < destination.Length; index++)
            destination[index] = (float)BitConverter.UInt16BitsToHalf(source[index]);

        static Vector128<float> Widened(Vector128<uint> half)
        {
            Vector128<uint> magnitude = (half & Vector128.Create(0x7FFFu)) << 13;
            Vector128<uint> scaled = (magnitude.AsSingle() * Vector128.Create(BitConverter.UInt32BitsToSingle(0x77800000))).AsUInt32();
            Vector128<uint> special = Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(infinity)) & Vector128.Create(0x7F800000u);
            return (scaled | special | ((half & Vector128.Create(0x8000u)) << 16)).AsSingle();
        }
    }

    private static void Convert(SafetensorsDType type, byte* source, Span<float> destination)
    {
        switch (type)
        {
            case SafetensorsDType.F16:
                HalfToSingle((ushort*)source, destination);
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
