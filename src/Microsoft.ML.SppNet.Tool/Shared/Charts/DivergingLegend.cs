using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The legend of a scale around zero, from what speaks against something to what speaks for it.</summary>
internal static class DivergingLegend
{
    private const int Width = 360, Height = 16, Margin = 60, Steps = 41, Gray = 200;

    /// <param name="end">The value at both ends.</param>
    /// <param name="color">The colour, over a grey, of a value between −1 and 1.</param>
    /// <param name="unit">What the numbers are.</param>
    internal static string Figure(double end, Func<double, double, (byte Red, byte Green, byte Blue)> color, string unit)
    {
        string bars = string.Concat(Enumerable.Range(0, Steps).Select(step =>
        {
            (byte red, byte green, byte blue) = color(Gray, 2.0 * step / (Steps - 1) - 1);
            double x = Margin + (double)Width * step / Steps, width = (double)Width / Steps + 0.5;
            return HtmlPage.Markup(
                $"""<rect x="{x:F1}" y="0" width="{width:F1}" height="{Height}" fill="#{red:x2}{green:x2}{blue:x2}"/>""");
        }));
        string Number(double value) => value.ToString("+0.###;−0.###;0", CultureInfo.InvariantCulture);
        return HtmlPage.Markup($"""
            <svg width="{Width + 2 * Margin}" viewBox="0 0 {Width + 2 * Margin} 56" font-size="13" role="img"
            style="max-width:100%;height:auto;margin-top:16px"
            aria-label="Colour scale from {Number(-end)} to {Number(end)} {HtmlPage.Text(unit)}">
            {bars}
            <text x="{Margin}" y="32" text-anchor="middle">{Number(-end)} and less</text>
            <text x="{Margin + Width / 2}" y="32" text-anchor="middle">0</text>
            <text x="{Margin + Width}" y="32" text-anchor="middle">{Number(end)} and more</text>
            <text x="{Margin + Width / 2}" y="50" text-anchor="middle">{HtmlPage.Text(unit)}</text>
            </svg>
            """);
    }
}
