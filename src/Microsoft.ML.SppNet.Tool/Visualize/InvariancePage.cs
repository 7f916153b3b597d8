using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The page of <c>visualize invariance</c>, as Zeiler and Fergus' figure 5: a row of charts per tap and one for the probability, a
/// line per image.</summary>
internal static class InvariancePage
{
    private const int ChartWidth = 350;

    /// <summary>Okabe and Ito's colours, which are told apart with every common kind of colour blindness.</summary>
    private static readonly string[] Palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1b1b1f"];

    private static readonly string[] Axes = ["moved down, pixels", "enlarged, factor", "turned, degrees"];

    internal static void Write(Gallery gallery, SppNetwork network, IReadOnlyList<string> taps, IReadOnlyList<ImageCurves> images)
    {
        var parts = new List<string>
        {
            PageParts.Paragraph(
                "How far the features of an image go, by Euclidean distance, when the image is moved, enlarged or turned about its "
                    + "middle; and how probable its class stays."),
            Legend(images),
        };
        for (int tap = 0; tap < taps.Count; tap++)
        {
            int at = tap;
            parts.Add(PageParts.Heading($"Distance of {taps[tap]}"));
            parts.Add(Row(images, "distance", null, point => point.Distances[at]));
        }

        if (images.Any(image => image.Curves[0].Class is not null))
        {
            parts.Add(PageParts.Heading("Probability of the class"));
            parts.Add(Row(images, "probability", 1, point => point.Score));
        }

        gallery.Write($"{network.Architecture.Name}: what changes when an image moves", parts);
    }

    private static string Row(IReadOnlyList<ImageCurves> images, string unit, double? largest, Func<InvariancePoint, double> value)
    {
        double top = largest ?? images.Max(image => image.Curves.Max(curve => curve.Points.Max(value)));
        return PageParts.Grid(ChartWidth, Axes.Select((axis, change) => LineChart.Figure(
            $"{unit} over {axis}", axis, [.. images[0].Curves[change].Points.Select(point => point.Amount)], top > 0 ? top : 1,
            ChartWidth - 70,
            [.. images.Select((image, index) =>
                new ChartLine("", Palette[index % Palette.Length], [.. image.Curves[change].Points.Select(value)]))])));
    }

    private static string Legend(IReadOnlyList<ImageCurves> images)
    {
        IEnumerable<string> names = images.Select((image, index) =>
            $"""<span style="color:{Palette[index % Palette.Length]}">▬ {HtmlPage.Text(image.Image)}</span>""");
        return $"""<div style="display:flex;flex-wrap:wrap;gap:4px 20px;margin-bottom:8px">{string.Join('\n', names)}</div>""";
    }
}
