using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One line of a <see cref="LineChart"/>; values that are no numbers are left out.</summary>
internal sealed record ChartLine(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>Several lines in one figure, the vertical axis from 0.</summary>
internal static class LineChart
{
    private const int Width = 560, Height = 260, Left = 52, Top = 10, Bottom = 40, Right = 12;

    /// <summary>Lines over steps counted from 1.</summary>
    internal static string Figure(string title, string steps, params IReadOnlyList<ChartLine> lines)
    {
        double[] all = [.. lines.SelectMany(line => line.Values).Where(double.IsFinite)];
        if (all.Length == 0)
            return "";
        int count = lines.Max(line => line.Values.Count);
        double top = all.Max() > 0 ? all.Max() : 1;
        return Figure(title, steps, [.. Enumerable.Range(1, count)], top, Width, lines);
    }

    /// <summary>Lines over any amounts, in order.</summary>
    /// <param name="title">What the figure is, for those who do not see it.</param>
    /// <param name="axis">What is along the bottom.</param>
    /// <param name="amounts">Where along it each line's values are.</param>
    /// <param name="top">The vertical axis's end.</param>
    /// <param name="width">The plot's width.</param>
    /// <param name="lines">The lines; a name is written in its colour, the first at the top.</param>
    internal static string Figure(
        string title, string axis, IReadOnlyList<double> amounts, double top, int width, params IReadOnlyList<ChartLine> lines)
    {
        IEnumerable<string> marks = lines.Select((line, index) => HtmlPage.Markup($"""
            <polyline points="{Points(line, amounts, top, width)}" fill="none" stroke="{line.Colour}" stroke-width="2"/>
            {Text(Left + width - 6, Top + 16 + 18 * index, "end", line.Name, line.Colour)}
            """));
        return HtmlPage.Markup($"""
            <div class="wide"><svg width="{Left + width + Right}" height="{Top + Height + Bottom}" font-size="13" role="img"
            aria-label="{HtmlPage.Text(title)}">
            <rect x="{Left}" y="{Top}" width="{width}" height="{Height}" fill="none" stroke="#9aa5b1"/>
            {string.Join('\n', marks)}
            {Text(Left - 6, Top + 10, "end", Number(top))}
            {Text(Left - 6, Top + Height, "end", "0")}
            {Text(Left, Top + Height + 16, "start", Number(amounts[0]))}
            {Text(Left + width, Top + Height + 16, "end", Number(amounts[^1]))}
            {Text(Left + width / 2, Top + Height + 32, "middle", axis)}
            </svg></div>
            """);
    }

    private static string Text(int x, int y, string anchor, string text, string colour = "#1b1b1f") =>
        $"""<text x="{x}" y="{y}" text-anchor="{anchor}" style="fill: {colour}">{HtmlPage.Text(text)}</text>""";

    private static string Points(ChartLine line, IReadOnlyList<double> amounts, double top, int width)
    {
        double range = Math.Max(amounts[^1] - amounts[0], double.Epsilon);
        return string.Join(' ', line.Values.Zip(amounts).Where(one => double.IsFinite(one.First)).Select(one => HtmlPage.Markup(
            $"{Left + width * (one.Second - amounts[0]) / range:F1},{Top + Height * (1 - one.First / top):F1}")));
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) < 1000 ? "G3" : "N0", CultureInfo.InvariantCulture);
}
