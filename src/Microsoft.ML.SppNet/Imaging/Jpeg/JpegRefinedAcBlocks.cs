using System.Numerics;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// A later scan of a band of a progressive image's AC coefficients (ITU-T T.81, annex G.1.2.3): a bit for each coefficient that is not zero
/// already,
/// and codes for those that begin not to be.
/// </summary>
/// <param name="ac">The table.</param>
/// <param name="first">The band's first coefficient.</param>
/// <param name="last">Its last.</param>
/// <param name="nonzero">By block, a bit for each coefficient that is not zero.</param>
internal sealed class JpegRefinedAcBlocks(JpegHuffmanTable ac, int first, int last, ulong[] nonzero) : JpegBlocks
{
    private int _emptyBlocks;

    internal override void Restart() => _emptyBlocks = 0;

    internal override bool Pass(ref JpegBits bits, int index)
    {
        ulong before = nonzero[index], added = 0;
        int coefficient = first;
        while (_emptyBlocks == 0 && coefficient <= last)
        {
            JpegSymbol symbol = ac.Find(bits.Peek(bits.Position));
            if (symbol.Bits == 0 || symbol.Size > 1)
                return false;
            bits.Position += symbol.Bits;
            if (symbol.Size == 0 && symbol.Run < 15)
            {
                _emptyBlocks = (1 << symbol.Run) + bits.Read(symbol.Run);
                break;
            }

            int place = AfterZeros(before, coefficient, symbol.Run);
            if (place > last)
                return false;
            bits.Position += BitOperations.PopCount(before & Between(coefficient, place));
            if (symbol.Size == 1)
                added |= 1UL << place;
            coefficient = place + 1;
        }

        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            if (coefficient <= last)
                bits.Position += BitOperations.PopCount(before & Between(coefficient, last));
        }

        nonzero[index] |= added;
        return true;
    }

    /// <summary>The place of the zero coefficient that has so many other zeros before it, counted from a place on; 64 for none.</summary>
    private static int AfterZeros(ulong nonzero, int from, int zeros)
    {
        ulong left = ~nonzero & (ulong.MaxValue << from);
        for (; zeros > 0; zeros--)
            left &= left - 1;
        return BitOperations.TrailingZeroCount(left);
    }

    private static ulong Between(int from, int to) => (ulong.MaxValue << from) & (ulong.MaxValue >> 63 - to);
}
