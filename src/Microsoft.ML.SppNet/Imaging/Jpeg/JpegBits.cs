using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>Bits of compressed data, the first of a byte being its highest.</summary>
/// <param name="bytes">The data, and behind them <see cref="Margin"/> zeros at least.</param>
/// <param name="length">How many bytes are data.</param>
internal ref struct JpegBits(ReadOnlySpan<byte> bytes, int length)
{
    /// <summary>
    /// What a block of 64 coefficients may take, at 31 bits each, and what looking at the bits behind it may: so far a block may be read
    /// past the end.
    /// </summary>
    internal const int Margin = 64 * 31 / 8 + 2 * sizeof(ulong);

    /// <summary>How many bits <see cref="Peek"/> shows at least.</summary>
    internal const int Shown = 57;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bits read, past the end even.</summary>
    internal long Position { get; set; }

    /// <summary>Whether more has been read than there is.</summary>
    internal readonly bool IsPastEnd => Position > 8L * length;

    /// <summary>How many whole bytes have not been read.</summary>
    internal readonly long BytesLeft => length - (Position + 7) / 8;

    /// <summary>The bits from a position on, the first topmost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ulong Peek(long position) =>
        BinaryPrimitives.ReadUInt64BigEndian(_bytes[(int)(position >> 3)..]) << (int)(position & 7);

    /// <summary>Reads a number of up to 16 bits.</summary>
    internal int Read(int bits)
    {
        int value = (int)(Peek(Position) >> 1 >> 63 - bits);
        Position += bits;
        return value;
    }
}
