namespace Microsoft.ML.SppNet.Imaging;

/// <summary>The first scan of a band of a progressive image's AC coefficients (ITU-T T.81, annex G.1.2.2).</summary>
/// <param name="ac">The table.</param>
/// <param name="first">The band's first coefficient.</param>
/// <param name="last">Its last.</param>
/// <param name="nonzero">By block, a bit for each coefficient that is not zero: set here, needed by later scans.</param>
internal sealed class JpegFirstAcBlocks(JpegHuffmanTable ac, int first, int last, ulong[] nonzero) : JpegBlocks
{
    /// <summary>How many blocks to come have nothing in this band.</summary>
    private int _emptyBlocks;

    internal override void Restart() => _emptyBlocks = 0;

    internal override bool Pass(ref JpegBits bits, int index)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return true;
        }

        ulong seen = 0;
        for (int coefficient = first; coefficient <= last; coefficient++)
        {
            JpegSymbol symbol = ac.Find(bits.Peek(bits.Position));
            if (symbol.Bits == 0)
                return false;
            bits.Position += symbol.Bits;
            if (symbol.Size == 0 && symbol.Run < 15)
            {
                _emptyBlocks = (1 << symbol.Run) + bits.Read(symbol.Run) - 1;
                break;
            }

            coefficient += symbol.Run;
            if (coefficient > last)
                return false;
            if (symbol.Size != 0)
                seen |= 1UL << coefficient;
        }

        nonzero[index] |= seen;
        return true;
    }
}
