using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// The page of <c>explain --output PAGE.html</c>: what speaks for a class and what against it, where in the photograph, and how much.
/// </summary>
internal static class ExplainPage
{
    private const int PictureSide = 560, RunnersUp = 2, Strongest = 12;

    private const string Unit = "score per 1 % of the image’s area";

    private const string Grid =
        "<div class=\"grid\" style=\"grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr))\">";

    internal static void Write(string path, string name, MLImage whole, ExplainedImage image, ScoreExplanation asked)
    {
        using MLImage photograph = Picture.Scaled(whole, PictureSide);
        IEnumerable<ClassScore> others = image.Ranking.Take(RunnersUp + 1).Where(one => one.Class != asked.Class).Take(RunnersUp);
        ScoreExplanation[] shown = [asked, .. others.Select(one => image.Explain(one.Class))];
        HeatMap[] maps = [.. shown.Select(one => HeatMap.Of(one, photograph.Width, photograph.Height))];
        double end = maps.Max(map => map.ScaleEnd);
        HtmlPage.Write(
            path, $"Why {name} scores as {asked.Class}",
            Facts(asked, image.Ranking[0].Class),
            """
            <p>The score is a sum: every number that the model reads came from one cell of a feature map, and its share of the score belongs
            there. Orange places speak for the class, blue ones against it, grey ones do neither. Each cell is drawn where its receptive
            field has its middle; it sees more than that. Bias and cells add up to the score.</p>
            """,
            Grid,
            Figure(photograph, name, "the photograph"),
            string.Join('\n', shown.Zip(maps, (one, map) => MapFigure(photograph, one, map, end))),
            "</div>",
            DivergingLegend.Figure(end, HeatMap.ColorOf, Unit),
            Projections(image, asked),
            Maps(asked),
            Cells(asked));
    }

    private static string Facts(ScoreExplanation explanation, string predicted) => HtmlPage.Facts(
        ("score", Number(explanation.Score)),
        ("probability", explanation.Probability is { } sure ? $"{Percent.Text(100 * sure)} %" : null),
        ("sum of all cells", Number(explanation.SumOfCells)),
        ("bias, which belongs to no place", Number(explanation.Bias)),
        ("class that the model predicts", predicted));

    private static string MapFigure(MLImage photograph, ScoreExplanation explanation, HeatMap map, double end)
    {
        using MLImage picture = map.Over(photograph, end);
        string probability = explanation.Probability is { } sure ? $", {Percent.Text(100 * sure)} %" : "";
        return Figure(picture, $"Heat map of {explanation.Class}", $"score {Number(explanation.Score)}{probability}", explanation.Class);
    }

    /// <summary>Of each map, what speaks for the class brought back to the pixels.</summary>
    private static string Projections(ExplainedImage image, ScoreExplanation explanation)
    {
        IEnumerable<string> figures = explanation.Grids.Where(grid => !grid.Mirrored).Select(grid =>
        {
            using MLImage whole = image.Project(explanation.Class, grid), picture = Picture.Scaled(whole, PictureSide);
            return Figure(picture, $"Projection of {grid.Tap}", Name(grid));
        });
        return $"""
            <h2>What it is made of</h2>
            <p>What speaks for {HtmlPage.Text(explanation.Class)} in each map, brought back to the pixels by a deconvnet: edges and textures
            that the strongest activations respond to. Grey is nothing.</p>
            {Grid}
            {string.Join('\n', figures)}
            </div>
            """;
    }

    private static string Figure(MLImage picture, string description, string text, string? heading = null) => $"""
        <figure><img src="{Picture.DataUri(picture)}" width="{picture.Width}" height="{picture.Height}" alt="{HtmlPage.Text(description)}"
        style="width:100%">
        {(heading is null ? "" : $"<b>{HtmlPage.Text(heading)}</b>: ")}{HtmlPage.Text(text)}</figure>
        """;

    private static string Maps(ScoreExplanation explanation)
    {
        if (explanation.Grids.Count == 1)
            return "";
        IEnumerable<string> rows = explanation.Grids.Select(grid => Row(Name(grid), $"{grid.Rows} × {grid.Columns}", Number(grid.Sum)));
        return $"""
            <h2>The maps of {HtmlPage.Text(explanation.Class)}</h2>
            <table><tr><th>map</th><th>cells</th><th>adds to the score</th></tr>
            {string.Join('\n', rows)}
            </table>
            """;
    }

    private static string Cells(ScoreExplanation explanation)
    {
        var cells = from grid in explanation.Grids
                    from row in Enumerable.Range(0, grid.Rows)
                    from column in Enumerable.Range(0, grid.Columns)
                    orderby Math.Abs(grid[row, column]) descending
                    select Row(Name(grid), $"{row}, {column}", Number(grid[row, column]), BoxText(grid.Box(row, column)));
        return $"""
            <h2>The strongest cells of {HtmlPage.Text(explanation.Class)}</h2>
            <div class="wide"><table>
            <tr><th>map</th><th>row, column</th><th>adds to the score</th><th>sees (pixels of the photograph)</th></tr>
            {string.Join('\n', cells.Take(Strongest))}
            </table></div>
            """;
    }

    private static string Row(string name, params string[] numbers) =>
        $"<tr><td>{HtmlPage.Text(name)}</td>{string.Concat(numbers.Select(number => $"""<td class="number">{number}</td>"""))}</tr>";

    private static string Name(CellGrid grid) =>
        $"{grid.Tap}{(grid.Size > 0 ? $" at {grid.Size} pixels" : "")}{(grid.Mirrored ? ", mirrored" : "")}";

    private static string BoxText(ImageBox box) =>
        HtmlPage.Markup($"{box.Left:F0}–{box.Right:F0} across, {box.Top:F0}–{box.Bottom:F0} down");

    private static string Number(double value) => HtmlPage.Markup($"{value:+0.0000;−0.0000;0}");
}
