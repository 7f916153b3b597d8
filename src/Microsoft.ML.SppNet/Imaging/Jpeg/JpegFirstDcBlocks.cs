namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// The first scan of a progressive image's DC coefficients (ITU-T T.81, annex G.1.2.1): a code and the difference's bits for each block.
/// </summary>
internal sealed class JpegFirstDcBlocks(JpegHuffmanTable dc) : JpegBlocks
{
    internal override bool Pass(ref JpegBits bits, int index)
    {
        int length = dc.Find(bits.Peek(bits.Position)).Bits;
        bits.Position += length;
        return length != 0;
    }
}
