using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The page of <c>visualize correspondence</c>, as Zeiler and Fergus' table 1 (arXiv): a table per tap, with bars.</summary>
internal static class CorrespondencePage
{
    private const int Bar = 150;

    internal static void Write(Gallery gallery, SppNetwork network, IReadOnlyList<ImageEntry> images,
        IReadOnlyList<PartCorrespondence> rows)
    {
        var parts = new List<string>
        {
            PageParts.Paragraph(
                $"The same part is hidden in each of {images.Count} images, and the signs of what that changes are compared: Δ is the "
                    + "share of features that change with another "
                + "sign, on average over pairs of images, ± its standard deviation. The shorter the bar, the more alike; parts that a "
                + "network knows are shorter than random ones."),
        };
        foreach (IGrouping<string, PartCorrespondence> tap in rows.GroupBy(row => row.Tap))
        {
            parts.Add(PageParts.Heading(tap.Key));
            double largest = tap.Max(row => row.Mean);
            parts.Add($"<table><tr><th>part</th><th>Δ</th><th></th></tr>{string.Concat(tap.Select(row => Row(row, largest)))}</table>");
        }

        gallery.Write($"{network.Architecture.Name}: correspondence of parts", parts);
    }

    private static string Row(PartCorrespondence row, double largest)
    {
        double length = largest > 0 ? Bar * row.Mean / largest : 0;
        string colour = row.Part == Correspondence.Random ? "#9aa5b1" : "#0072b2";
        return HtmlPage.Markup($"""
            <tr><td>{HtmlPage.Text(row.Part)}</td><td class="number">{row.Mean:F3} ± {row.StandardDeviation:F3}</td>
            <td><svg width="{Bar}" height="14"><rect width="{length:F1}" height="14" fill="{colour}"/></svg></td></tr>
            """);
    }
}
