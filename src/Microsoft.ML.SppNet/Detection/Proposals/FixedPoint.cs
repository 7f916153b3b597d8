namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Magnitudes as whole numbers, so that sums of them are exact and the same in any order. The unit is the largest power of two with which
/// the sum over the whole map fits an <see cref="int"/>.
/// </summary>
internal readonly record struct FixedPoint(int Shift)
{
    /// <summary>More says nothing about a float from 0 to 1.</summary>
    private const int FinestShift = 24;

    /// <summary>What a sum is multiplied by to be in magnitudes.</summary>
    internal float Unit => 1f / (1 << Shift);

    internal static FixedPoint For(ReadOnlySpan<float> magnitudes)
    {
        double sum = 1;
        foreach (float magnitude in magnitudes)
            sum += magnitude;
        int shift = FinestShift;
        while (sum * (1 << shift) > 1 << 30)
            shift--;
        return new FixedPoint(shift);
    }

    internal int Of(float magnitude) => (int)(magnitude * (1 << Shift));
}
