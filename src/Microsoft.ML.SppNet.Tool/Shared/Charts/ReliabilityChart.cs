using System.Text;
using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// Whether probabilities mean what they say: for answers of about the same probability, the share that is right; on the diagonal both are
/// the same.
/// </summary>
internal static class ReliabilityChart
{
    private const int Side = 280, Left = 46, Bottom = 44, Top = 10;

    internal static string Figure(ReliabilityCurve curve)
    {
        var bars = new StringBuilder();
        foreach (ReliabilityBin bin in curve.Bins.Where(bin => bin.Count > 0))
        {
            double x = Left + Side * bin.Lower, width = Side * (bin.Upper - bin.Lower), y = Y(bin.Accuracy);
            bars.AppendLine(HtmlPage.Markup($"""
                <rect x="{x + 1:F1}" y="{y:F1}" width="{width - 2:F1}" height="{Top + Side - y:F1}" fill="#6baed6"><title>{
                bin.Count} images of probability {bin.Lower:F2} to {bin.Upper:F2}, on average {bin.MeanConfidence:F2}: {
                100 * bin.Accuracy:F1} % right</title></rect>
                <circle cx="{Left + Side * bin.MeanConfidence:F1}" cy="{y:F1}" r="{
                2 + Math.Min(6, Math.Sqrt(bin.Count) / 2):F1}" fill="#08306b"/>
                """));
        }

        return HtmlPage.Markup($"""
            <svg width="{Left + Side + 16}" height="{Top + Side + Bottom}" font-size="13" role="img"
            aria-label="Reliability: share of right answers over probability">
            {bars}<rect x="{Left}" y="{Top}" width="{Side}" height="{Side}" fill="none" stroke="#9aa5b1"/>
            <line x1="{Left}" y1="{Top + Side}" x2="{Left + Side}" y2="{Top}" stroke="#b2182b" stroke-dasharray="5 4"/>
            <text x="{Left - 6}" y="{Top + 10}" text-anchor="end">1</text><text x="{Left - 6}" y="{Top + Side}" text-anchor="end">0</text>
            <text x="{Left + Side}" y="{Top + Side + 16}" text-anchor="end">1</text>
            <text x="{Left + Side / 2}" y="{Top + Side + 34}" text-anchor="middle">probability of the answer</text>
            <text transform="translate(16 {Top + Side / 2}) rotate(-90)" text-anchor="middle">share that is right</text>
            </svg>
            """);
    }

    private static double Y(double share) => Top + Side * (1 - share);
}
