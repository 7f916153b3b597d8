using System.Globalization;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Precision against recall, a small figure per class: twenty lines in one could not be told apart.</summary>
internal static class PrecisionRecallChart
{
    private const int Side = 180, Left = 34, Bottom = 34, Top = 6;

    internal static void Write(string path, string title, Voc2007Result result) => HtmlPage.Write(
        path, title,
        """<p>From left to right recall, from bottom to top precision, both from 0 to 1.</p>""",
        $"""<div class="grid" style="grid-template-columns: repeat(auto-fill, minmax({Left + Side + 12}px, 1fr))">""",
        string.Join('\n', result.Classes.Where(one => one.Curve.Positives > 0).Select(Figure)),
        "</div>");

    private static string Figure(Voc2007Class one)
    {
        string caption = string.Create(CultureInfo.InvariantCulture, $"{one.ClassName} {100 * one.Area:F1}");
        return HtmlPage.Markup($"""
            <figure><svg width="{Left + Side + 8}" height="{Top + Side + Bottom}" font-size="12" role="img" aria-label="{
            HtmlPage.Text(caption)}">
            <rect x="{Left}" y="{Top}" width="{Side}" height="{Side}" fill="none" stroke="#9aa5b1"/>
            <polyline points="{Points(one)}" fill="none" stroke="#08519c" stroke-width="2"/>
            <text x="{Left - 5}" y="{Top + 10}" text-anchor="end">1</text><text x="{Left - 5}" y="{Top + Side}" text-anchor="end">0</text>
            <text x="{Left + Side}" y="{Top + Side + 14}" text-anchor="end">1</text>
            <text x="{Left + Side / 2}" y="{Top + Side + 28}" text-anchor="middle" font-size="14">{HtmlPage.Text(caption)}</text>
            </svg></figure>
            """);
    }

    private static string Points(Voc2007Class one)
    {
        // Between two answers that are correct, precision only falls: the correct ones say all.
        double[] recall = one.Curve.Recall.ToArray(), precision = one.Curve.Precision.ToArray();
        IEnumerable<int> correct =
            Enumerable.Range(0, recall.Length).Where(answer => recall[answer] > (answer == 0 ? 0 : recall[answer - 1]));
        return string.Join(' ', correct.Select(answer => HtmlPage.Markup(
            $"{Left + Side * recall[answer]:F1},{Top + Side * (1 - precision[answer]):F1}")));
    }
}
