using System.Text;
using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// A confusion matrix: rows are true classes, each adding up to 100 %. Its cells shrink as classes grow in number, so that 102 classes are
/// legible side by side on a wide screen; with few classes the numbers stand in the cells. Below it are the worst confusions in words.
/// </summary>
internal sealed class ConfusionChart
{
    private const int Worst = 15, LongestName = 24;

    /// <summary>With the longest names in the largest letters beside it, the matrix of 102 classes fits on a page of 1400 pixels.</summary>
    private const double Available = 1130;

    private const double LargestCell = 64, SmallestCell = 10, SmallestWithNumber = 34, LetterWidth = 0.58;

    private readonly ConfusionCounts _matrix;
    private readonly int _classes;
    private readonly double _cell, _font, _left, _top;

    private ConfusionChart(ConfusionCounts matrix)
    {
        _matrix = matrix;
        _classes = matrix.ClassNames.Count;
        _cell = Math.Floor(Math.Clamp(Available / _classes, SmallestCell, LargestCell));
        _font = Math.Clamp(_cell * 0.8, 10, 14);
        double label = Math.Ceiling(matrix.ClassNames.Max(name => Short(name).Length) * _font * LetterWidth) + 8;
        // Above the labels and left of them the axes' titles.
        (_left, _top) = (label + 24, label + 24);
    }

    internal static void Write(string path, string title, ConfusionCounts matrix) => HtmlPage.Write(path, title, Sections(matrix));

    /// <summary>Matrix and list, for a page that shows more.</summary>
    internal static string Sections(ConfusionCounts matrix) => $"{new ConfusionChart(matrix).Svg()}\n{WorstConfusions(matrix)}";

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name[..(LongestName - 1)]}…";

    private static double Share(ConfusionCounts matrix, int actual, int predicted) =>
        100.0 * matrix[actual, predicted] / Math.Max(1, matrix.CountOf(actual));

    private static string WorstConfusions(ConfusionCounts matrix)
    {
        var all = from actual in Enumerable.Range(0, matrix.ClassNames.Count)
                  from predicted in Enumerable.Range(0, matrix.ClassNames.Count)
                  where actual != predicted && matrix[actual, predicted] > 0
                  orderby Share(matrix, actual, predicted) descending, matrix[actual, predicted] descending
                  select HtmlPage.Markup($"""
                      <tr><td>{HtmlPage.Text(matrix.ClassNames[actual])}</td><td>{HtmlPage.Text(matrix.ClassNames[predicted])}</td>
                      <td class="number">{matrix[actual, predicted]} of {matrix.CountOf(actual)}</td></tr>
                      """);
        string[] rows = [.. all.Take(Worst)];
        return rows.Length == 0
            ? "<p>No image was taken for one of another class.</p>"
            : $"<h2>Worst confusions</h2>\n<table><tr><th>class</th><th>taken "
                + $"for</th><th>images</th></tr>\n{string.Join('\n', rows)}\n</table>";
    }

    private string Svg()
    {
        double side = _cell * _classes, width = _left + side + 8, height = _top + side + 8;
        // With few classes there is room to shrink; with many the matrix scrolls on a narrow screen.
        string shrink = _cell >= SmallestWithNumber ? " style=\"max-width:100%;height:auto\"" : "";
        var svg = new StringBuilder();
        svg.AppendLine(HtmlPage.Markup($"""
            <div class="wide"><svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-size="{_font}" role="img"{shrink}
            aria-label="Confusion matrix: rows are true classes, columns predicted ones">
            <text x="{_left + side / 2}" y="16" text-anchor="middle" font-size="14">predicted class</text>
            <text transform="translate(16 {_top + side / 2}) rotate(-90)" text-anchor="middle" font-size="14">true class</text>
            <rect x="{_left}" y="{_top}" width="{side}" height="{side}" fill="#f7fbff" stroke="#9aa5b1"/>
            """));
        for (int index = 0; index < _classes; index++)
            AppendClass(svg, index);
        return svg.Append("</svg></div>").ToString();
    }

    private void AppendClass(StringBuilder svg, int index)
    {
        string name = HtmlPage.Text(Short(_matrix.ClassNames[index]));
        double middle = (index + 0.5) * _cell;
        svg.AppendLine(HtmlPage.Markup($"""
            <text x="{_left - 4}" y="{_top + middle + _font * 0.35:F1}" text-anchor="end">{name}</text>
            <text transform="translate({_left + middle + _font * 0.35:F1} {_top - 4}) rotate(-90)">{name}</text>
            """));
        for (int predicted = 0; predicted < _classes; predicted++)
        {
            if (_matrix[index, predicted] > 0)
                AppendCell(svg, index, predicted);
        }
    }

    private void AppendCell(StringBuilder svg, int actual, int predicted)
    {
        double share = Share(_matrix, actual, predicted), x = _left + predicted * _cell, y = _top + actual * _cell;
        string title = HtmlPage.Text($"{_matrix.ClassNames[actual]} taken for {_matrix.ClassNames[predicted]}: ");
        svg.AppendLine(HtmlPage.Markup($"""
            <rect x="{x}" y="{y}" width="{_cell}" height="{_cell}" fill="{Color(share)}"><title>{title}{share:F1} %, {
            _matrix[actual, predicted]} images</title></rect>
            """));
        if (_cell < SmallestWithNumber)
            return;
        string ink = share > 50 ? " style=\"fill:#fff\"" : "";
        svg.AppendLine(HtmlPage.Markup($"""
            <text x="{x + _cell / 2}" y="{y + _cell / 2 + 4}" text-anchor="middle" pointer-events="none"{ink}>{share:0.#}</text>
            """));
    }

    /// <summary>From nearly white to dark blue; even the smallest share is told from none.</summary>
    private static string Color(double share)
    {
        double t = 0.12 + 0.88 * share / 100;
        int Mix(int from, int to) => (int)Math.Round(from + (to - from) * t);
        return $"#{Mix(247, 8):x2}{Mix(251, 48):x2}{Mix(255, 107):x2}";
    }
}
