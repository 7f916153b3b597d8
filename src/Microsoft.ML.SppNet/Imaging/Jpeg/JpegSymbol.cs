namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// A Huffman code's symbol: how many zero coefficients come first (<see cref="Run"/>), and how many bits the value behind the code has
/// (<see cref="Size"/>).
/// </summary>
internal readonly struct JpegSymbol(int codeLength, byte value)
{
    private readonly byte _bits = (byte)(codeLength + (value & 15)), _advance = (byte)AdvanceOf(value), _codeLength = (byte)codeLength;

    /// <summary>Bits of code and value together, at most 31; 0 for no code.</summary>
    internal int Bits => _bits;

    /// <summary>How many coefficients of a sequential block this leads on.</summary>
    internal int Advance => _advance;

    internal int CodeLength => _codeLength;

    /// <summary>The symbol as it stands in the table.</summary>
    internal byte Value => value;

    internal int Run => value >> 4;

    internal int Size => value & 15;

    /// <summary>A value and its zeros; 16 zeros; or, for all else without a value, the block's end.</summary>
    private static int AdvanceOf(byte value) => (value & 15) != 0 ? (value >> 4) + 1 : value == 0xF0 ? 16 : JpegHuffmanTable.EndOfBlock;
}
