using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A confusion matrix as a heat map: rows are true classes, each adding up to 100 %.</summary>
internal static class ConfusionChart
{
    private const int PixelsPerClass = 14, Margins = 260;

    internal static void Write(string path, string title, ConfusionCounts matrix)
    {
        int[] classes = [.. Enumerable.Range(0, matrix.ClassNames.Count)];
        double Share(int actual, int predicted) => Math.Round(100.0 * matrix[actual, predicted] / Math.Max(1, matrix.CountOf(actual)), 2);
        double[][] shares = [.. classes.Select(actual => classes.Select(predicted => Share(actual, predicted)).ToArray())];
        string[] names = [.. matrix.ClassNames];
        int side = Math.Max(600, Margins + PixelsPerClass * names.Length);
        PlotlyPage.Write(
            path, title,
            [PlotlyPage.Trace(
                "heatmap", ("x", names), ("y", names), ("z", shares), ("zmin", 0), ("zmax", 100), ("colorscale", "Blues"), ("reversescale", true),
                ("hovertemplate", "%{y} taken for %{x}: %{z} %<extra></extra>"), ("colorbar", PlotlyPage.Node(("title", PlotlyPage.Node(("text", "%"))))))],
            ("width", side), ("height", side),
            ("xaxis", Axis("predicted class")),
            ("yaxis", Axis("true class", ("autorange", "reversed"))));
    }

    /// <summary>With the name of every class, and names taken as names even where they are numbers.</summary>
    private static DynamicObj.DynamicObj Axis(string title, params (string Name, object Value)[] more) => PlotlyPage.Node([
        ("title", PlotlyPage.Node(("text", title))), ("type", "category"), ("dtick", 1), ("automargin", true), ("tickfont", PlotlyPage.Node(("size", 9))), .. more]);
}
