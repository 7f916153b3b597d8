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
            <text x="{Left + Width - 6}" y="{Top + 16 + 18 * index}" text-anchor="end" style="fill: {line.Colour}">{HtmlPage.Text(line.Name)}</text>
            """));
        return HtmlPage.Markup($"""
            <div class="wide"><svg width="{Left + Width + Right}" height="{Top + Height + Bottom}" font-size="13" role="img" aria-label="{HtmlPage.Text(title)}">
            <rect x="{Left}" y="{Top}" width="{Width}" height="{Height}" fill="none" stroke="#9aa5b1"/>
            {string.Join('\n', marks)}
            <text x="{Left - 6}" y="{Top + 10}" text-anchor="end">{Number(top)}</text><text x="{Left - 6}" y="{Top + Height}" text-anchor="end">0</text>
            <text x="{Left}" y="{Top + Height + 16}">1</text><text x="{Left + Width}" y="{Top + Height + 16}" text-anchor="end">{count}</text>
            <text x="{Left + Width / 2}" y="{Top + Height + 32}" text-anchor="middle">{HtmlPage.Text(steps)}</text>
            </svg></div>
            """);
    }

    private static string Points(ChartLine line, int count, double top) => string.Join(' ', line.Values.Index().Where(value => double.IsFinite(value.Item))
        .Select(value => HtmlPage.Markup($"{Left + Width * (count > 1 ? (double)value.Index / (count - 1) : 0):F1},{Top + Height * (1 - value.Item / top):F1}")));

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
