namespace Microsoft.ML.SppNet.Imaging;

/// <summary>Whole blocks, one after the other (ITU-T T.81, annex F.1.2).</summary>
internal sealed class JpegSequentialBlocks(JpegHuffmanTable dc, JpegHuffmanTable ac) : JpegBlocks
{
    private const int LongestSymbol = 31;

    internal override bool Pass(ref JpegBits bits, int index)
    {
        long position = bits.Position;
        ulong window = bits.Peek(position);
        JpegSymbol symbol = dc.Find(window);
        int used = symbol.Bits, coefficient = 1;
        window <<= used;
        while (symbol.Bits != 0)
        {
            if (used > JpegBits.Shown - LongestSymbol)
            {
                position += used;
                window = bits.Peek(position);
                used = 0;
            }

            symbol = ac.Find(window);
            window <<= symbol.Bits;
            used += symbol.Bits;
            coefficient += symbol.Advance;
            if (coefficient >= 64)
            {
                bits.Position = position + used;
                return coefficient == 64 || coefficient > JpegHuffmanTable.EndOfBlock;
            }
        }

        return false;
    }
}
