using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The legend of a scale from the least to the largest value.</summary>
internal static class ScaleLegend
{
    private const int Width = 240, Steps = 40;

    internal static string Figure(double least, double largest)
    {
        string bars = string.Concat(Enumerable.Range(0, Steps).Select(step =>
        {
            (byte red, byte green, byte blue) = SequentialColors.Of((double)step / (Steps - 1));
            double width = (double)Width / Steps;
            string colour = $"rgb({red},{green},{blue})";
            return HtmlPage.Markup($"""<rect x="{width * step:F1}" width="{width + 0.5:F1}" height="12" fill="{colour}"/>""");
        }));
        return HtmlPage.Markup($"""
            <svg width="{Width}" viewBox="0 0 {Width} 30" font-size="13" role="img" style="max-width:100%" aria-label="from dark to light">
            {bars}
            <text x="0" y="26">{PageParts.Number(least)}</text><text x="{Width}" y="26" text-anchor="end">{PageParts.Number(largest)}</text>
            </svg>
            """);
    }
}
