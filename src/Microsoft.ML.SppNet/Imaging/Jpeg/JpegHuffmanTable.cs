using System.Runtime.CompilerServices;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>A Huffman table (ITU-T T.81, annex C) that tells of a code what passing over it takes: no value is ever put together.</summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>What <see cref="JpegSymbol.Advance"/> says for the end of a block: more than any place in it.</summary>
    internal const int EndOfBlock = 128;

    /// <summary>Codes of up to this many bits are found in one step; in photographs few are longer.</summary>
    private const int ShortBits = 9, LongestCode = 16;

    private readonly JpegSymbol[] _short = new JpegSymbol[1 << ShortBits];
    private readonly byte[] _symbols;

    /// <summary>By length: one past the last code, aligned to 16 bits, and what leads from a code to its symbol.</summary>
    private readonly int[] _end = new int[LongestCode + 1], _offset = new int[LongestCode + 1];

    private JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        int code = 0, index = 0;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            _offset[length] = index - code;
            for (int left = counts[length - 1]; left > 0; left--, code++, index++)
            {
                if (length <= ShortBits)
                    _short.AsSpan(code << ShortBits - length, 1 << ShortBits - length).Fill(new JpegSymbol(length, symbols[index]));
            }

            _end[length] = code << LongestCode - length;
        }
    }

    /// <summary>Reads one table of a segment: 16 numbers of codes by length, then their symbols.</summary>
    /// <param name="rest">The segment from there on; afterwards what follows the table.</param>
    /// <returns>The table, or null if there is no such code.</returns>
    internal static JpegHuffmanTable? Read(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < LongestCode)
            return null;
        ReadOnlySpan<byte> counts = rest[..LongestCode];
        int total = 0, room = 1;
        foreach (byte count in counts)
        {
            total += count;
            room = room * 2 - count;
            if (room < 0)
                return null;
        }

        if (total > 256 || rest.Length < LongestCode + total)
            return null;
        var table = new JpegHuffmanTable(counts, rest.Slice(LongestCode, total));
        rest = rest[(LongestCode + total)..];
        return table;
    }

    /// <summary>The symbol whose code the topmost bits are; none (0 bits) if they are no code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal JpegSymbol Find(ulong window)
    {
        JpegSymbol symbol = _short[(int)(window >> 64 - ShortBits)];
        return symbol.Bits != 0 ? symbol : FindLong(window);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private JpegSymbol FindLong(ulong window)
    {
        int bits = (int)(window >> 64 - LongestCode);
        for (int length = ShortBits + 1; length <= LongestCode; length++)
        {
            if (bits < _end[length])
                return new JpegSymbol(length, _symbols[(bits >> LongestCode - length) + _offset[length]]);
        }

        return default;
    }
}
