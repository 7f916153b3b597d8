using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One line of a <see cref="LineChart"/>; values that are no numbers are left out.</summary>
internal sealed record ChartLine(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>Numbers over steps counted from 1, several lines in one figure, the vertical axis from 0.</summary>
internal static class LineChart
{
    private const int Width = 560, Height = 260, Left = 52, Top = 10, Bottom = 40, Right = 12;

    internal static string Figure(string title, string steps, params IReadOnlyList<ChartLine> lines)
    {
        double[] all = [.. lines.SelectMany(line => line.Values).Where(double.IsFinite)];
        if (all.Length == 0)
            return "";
        int count = lines.Max(line => line.Values.Count);
        double top = all.Max() > 0 ? all.Max() : 1;
        IEnumerable<string> marks = lines.Select((line, index) => HtmlPage.Markup($"""
            <polyline points="{Points(line, count, top)}" fill="none" stroke="{line.Colour}" stroke-width="2"/>
            {Text(Left + Width - 6, Top + 16 + 18 * index, "end", line.Name, line.Colour)}
            """));
        return HtmlPage.Markup($"""
            <div class="wide"><svg width="{Left + Width + Right}" height="{Top + Height + Bottom}" font-size="13" role="img"
            aria-label="{HtmlPage.Text(title)}">
            <rect x="{Left}" y="{Top}" width="{Width}" height="{Height}" fill="none" stroke="#9aa5b1"/>
            {string.Join('\n', marks)}
            {Text(Left - 6, Top + 10, "end", Number(top))}
            {Text(Left - 6, Top + Height, "end", "0")}
            {Text(Left, Top + Height + 16, "start", "1")}
            {Text(Left + Width, Top + Height + 16, "end", Number(count))}
            {Text(Left + Width / 2, Top + Height + 32, "middle", steps)}
            </svg></div>
            """);
    }

    private static string Text(int x, int y, string anchor, string text, string colour = "#1b1b1f") =>
        $"""<text x="{x}" y="{y}" text-anchor="{anchor}" style="fill: {colour}">{HtmlPage.Text(text)}</text>""";

    private static string Points(ChartLine line, int count, double top)
    {
        return string.Join(' ', line.Values.Index().Where(one => double.IsFinite(one.Item)).Select(one => Point(one.Index, one.Item)));

        string Point(int step, double value) =>
            HtmlPage.Markup($"{Left + Width * step / Math.Max(1.0, count - 1):F1},{Top + Height * (1 - value / top):F1}");
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
