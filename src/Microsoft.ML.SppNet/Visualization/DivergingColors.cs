namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// Colours of values around zero, from blue over grey to orange: a pair that is told apart with every common kind of colour blindness, the
/// stronger the further from zero.
/// </summary>
internal static class DivergingColors
{
    /// <summary>Red, green and blue of the ends of the scale.</summary>
    internal static readonly (byte Red, byte Green, byte Blue) Positive = (230, 97, 1), Negative = (5, 113, 200);

    /// <summary>Even under the strongest colour something of the picture is seen.</summary>
    private const double Opacity = 0.85;

    /// <summary>A value's colour over a grey.</summary>
    /// <param name="gray">0 to 255.</param>
    /// <param name="value">−1 to 1; what lies outside gets the colour of the end.</param>
    internal static (byte Red, byte Green, byte Blue) Over(double gray, double value)
    {
        (byte red, byte green, byte blue) = value < 0 ? Negative : Positive;
        double share = Opacity * Math.Min(Math.Abs(value), 1);
        return (Mix(gray, red, share), Mix(gray, green, share), Mix(gray, blue, share));
    }

    private static byte Mix(double gray, byte color, double share) => (byte)Math.Round(gray + (color - gray) * share);
}
