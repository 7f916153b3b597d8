namespace Microsoft.ML.SppNet.Imaging;

/// <summary>Which coefficients a scan tells, and which of their bits (ITU-T T.81, annex B.2.3: Ss, Se, Ah, Al).</summary>
/// <param name="First">The first coefficient, in zigzag order.</param>
/// <param name="Last">The last.</param>
/// <param name="BitsBefore">How many bits earlier scans left out; 0 for the first scan of these coefficients.</param>
/// <param name="BitsLeft">How many bits this scan leaves out.</param>
internal readonly record struct JpegBand(int First, int Last, int BitsBefore, int BitsLeft)
{
    /// <summary>All of a block, as a sequential scan tells it.</summary>
    internal static JpegBand Whole => new(0, 63, 0, 0);

    /// <summary>Whether a progressive scan may be so: DC coefficients alone, and refinement by one bit a scan.</summary>
    internal bool MakesSense => First <= Last && Last < 64 && (First > 0 || Last == 0) && (BitsBefore == 0 || BitsLeft == BitsBefore - 1);
}
