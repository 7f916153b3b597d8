using System.Globalization;
using Microsoft.ML.SppNet.Protocols;
using Plotly.NET;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Precision against recall, a line per class; a click on a name hides its line, two show it alone.</summary>
internal static class PrecisionRecallChart
{
    /// <summary>Plotly's colours repeat after so many lines; those after are dotted.</summary>
    private const int Colours = 10;

    internal static void Write(string path, string title, Voc2007Result result) => PlotlyPage.Write(
        path, title, result.Classes.Where(one => one.Curve.Positives > 0).Select(Line),
        ("width", 1000), ("height", 700), ("xaxis", Axis("recall")), ("yaxis", Axis("precision")));

    private static Trace Line(Voc2007Class one, int index)
    {
        // Between two answers that are correct, precision only falls: the correct ones say all.
        double[] recall = one.Curve.Recall.ToArray(), precision = one.Curve.Precision.ToArray();
        int[] correct = [.. Enumerable.Range(0, recall.Length).Where(answer => recall[answer] > (answer == 0 ? 0 : recall[answer - 1]))];
        return PlotlyPage.Trace(
            "scatter", ("mode", "lines"),
            ("name", string.Create(CultureInfo.InvariantCulture, $"{one.ClassName} {100 * one.Area:F1}")),
            ("x", correct.Select(answer => Math.Round(recall[answer], 4)).ToArray()),
            ("y", correct.Select(answer => Math.Round(precision[answer], 4)).ToArray()),
            ("line", PlotlyPage.Node(("dash", index < Colours ? "solid" : "dot"))));
    }

    private static DynamicObj.DynamicObj Axis(string title) => PlotlyPage.Node(("title", PlotlyPage.Node(("text", title))), ("range", new[] { 0, 1.02 }));
}
