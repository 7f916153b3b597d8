using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The page of <c>visualize occlusion</c>, as Zeiler and Fergus' figure 7.</summary>
internal static class OcclusionPage
{
    private const int Shown = 300;

    internal static void Write(Gallery gallery, SppNetwork network, string tap, IEnumerable<string> sections) => gallery.Write(
        $"{network.Architecture.Name}: what {tap} and the answer hang on",
        [
            PageParts.Paragraph(
                "A grey square covers a part of the image, at one place after the other. Each pixel has the colour of the square that is "
                    + "centred nearest: "
                + "dark where the map or the class suffers most from it, so that what the answer hangs on is dark."),
            .. sections,
        ]);

    internal static string Section(Gallery gallery, ImageEntry image, int index, IReadOnlyList<OcclusionResult> results,
        Func<int, string> named)
    {
        var parts = new List<string> { PageParts.Heading(PageParts.NameOf(image)) };
        foreach (OcclusionResult one in results)
        {
            string name = $"image{index:D3}-map{one.Map}";
            gallery.Keep(name, one.SaveArray);
            var figures = new List<string>
            {
                PageParts.Figure(
                    gallery.Show(name + "-square", one.SquareImage(), "the image with one square", Shown),
                    "the image, with the square where the answer suffers most"),
                Scaled(
                    gallery.Show(name + "-activation", one.ActivationImage(), "activations", Shown), $"sum of map {one.Map}",
                    one.Whole.Activation, one.Views.Select(view => view.Activation)),
            };
            if (one.Class is { } watched)
            {
                figures.Add(Scaled(
                    gallery.Show(name + "-score", one.ScoreImage(), "probabilities", Shown), $"probability of {named(watched)}",
                    one.Whole.Score, one.Views.Select(view => (double)view.Score)));
                string classes = gallery.Show(name + "-class", one.MostProbableImage(), "most probable classes", Shown);
                figures.Add($"<figure>{classes}most probable class{ClassLegend(one, named)}</figure>");
            }

            parts.Add(PageParts.Grid(Shown, figures));
        }

        return string.Join('\n', parts);
    }

    private static string Scaled(string image, string what, double whole, IEnumerable<double> values)
    {
        string caption = HtmlPage.Text($"{what}, {PageParts.Number(whole)} for the whole image");
        return $"<figure>{image}{caption}{ScaleLegend.Figure(values.Min(), values.Max())}</figure>";
    }

    private static string ClassLegend(OcclusionResult result, Func<int, string> named)
    {
        ClassColors colors = result.Colors;
        IEnumerable<string> entries = colors.Named.Select(one =>
        {
            (byte red, byte green, byte blue) = colors[one];
            string patch =
                $"""<span style="display: inline-block; width: 14px; height: 14px; background: rgb({red},{green},{blue})"></span>""";
            return $"<span>{patch} {HtmlPage.Text(named(one))}</span>";
        });
        string others = result.Views.All(view => colors.Named.Contains(view.MostProbable)) ? "" : " others grey";
        return $"""<div style="display:flex;flex-wrap:wrap;gap:4px 12px">{string.Join('\n', entries)}{others}</div>""";
    }
}
