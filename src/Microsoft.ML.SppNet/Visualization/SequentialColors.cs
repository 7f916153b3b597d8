namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// Colours of values from the least to the largest, from dark blue over green to yellow: evenly lighter as they grow, so that the order is
/// seen with every kind of colour blindness and in grey print. Five colours of matplotlib's viridis, and between them what lies between.
/// </summary>
internal static class SequentialColors
{
    private static readonly (byte Red, byte Green, byte Blue)[] Stops =
        [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)];

    /// <summary>A value's colour.</summary>
    /// <param name="share">0 to 1; what lies outside gets the colour of the end, what is not a number the first.</param>
    internal static (byte Red, byte Green, byte Blue) Of(double share)
    {
        double place = double.IsNaN(share) ? 0 : Math.Clamp(share, 0, 1) * (Stops.Length - 1);
        int stop = Math.Min((int)place, Stops.Length - 2);
        double rest = place - stop;
        byte Mix(byte from, byte to) => (byte)Math.Round(from + (to - from) * rest);
        return (Mix(Stops[stop].Red, Stops[stop + 1].Red), Mix(Stops[stop].Green, Stops[stop + 1].Green),
            Mix(Stops[stop].Blue, Stops[stop + 1].Blue));
    }
}
