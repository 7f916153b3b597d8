namespace Microsoft.ML.SppNet.Imaging;

/// <summary>A later scan of a progressive image's DC coefficients (ITU-T T.81, annex G.1.2.1): a bit for each block.</summary>
internal sealed class JpegRefinedDcBlocks : JpegBlocks
{
    internal override bool Pass(ref JpegBits bits, int index)
    {
        bits.Position++;
        return true;
    }
}
