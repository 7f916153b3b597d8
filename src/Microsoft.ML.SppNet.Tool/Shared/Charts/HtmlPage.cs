using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A result as one HTML file that needs nothing else: no script, no network. Wide figures scroll by themselves on a narrow
/// screen.</summary>
internal static class HtmlPage
{
    private const string Style = """
        :root { color-scheme: light; }
        body { font: 16px/1.45 system-ui, sans-serif; color: #1b1b1f; background: #fff; }
        body { margin: 0 auto; padding: 16px; max-width: 1400px; box-sizing: border-box; }
        h1 { font-size: 24px; line-height: 1.2; margin: 0 0 12px; overflow-wrap: anywhere; }
        h2 { font-size: 19px; margin: 28px 0 8px; }
        p { margin: 0 0 10px; max-width: 75ch; }
        svg { display: block; font-family: inherit; }
        svg text { fill: #1b1b1f; }
        .wide { overflow-x: auto; }
        .facts { display: flex; flex-wrap: wrap; gap: 12px 36px; margin: 0 0 12px; }
        .facts div { line-height: 1.25; }
        .facts b { display: block; font-size: 24px; }
        .grid { display: grid; gap: 16px; }
        figure { margin: 0; overflow-wrap: anywhere; font-size: 14px; }
        figure img { display: block; max-width: 100%; height: auto; margin-bottom: 4px; }
        table { border-collapse: collapse; }
        td, th { text-align: left; padding: 2px 16px 2px 0; overflow-wrap: anywhere; }
        th { white-space: nowrap; }
        td.number { white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; }
        """;

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="sections">What is below it, as HTML.</param>
    internal static void Write(string path, string title, params IEnumerable<string> sections)
    {
        string html = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(title)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{Text(title)}</h1>
            {string.Join('\n', sections)}
            </body>
            </html>

            """;
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>Text as HTML and SVG have it, in elements and in attributes.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Numbers, or words, that stand out, each with what it is below it; what has no value is left out.</summary>
    internal static string Facts(params IEnumerable<(string Name, string? Value)> facts)
    {
        IEnumerable<string> known = facts.Where(fact => fact.Value is not null)
            .Select(fact => $"<div><b>{Text(fact.Value!)}</b>{Text(fact.Name)}</div>");
        return $"<div class=\"facts\">{string.Concat(known)}</div>";
    }

    /// <summary>Markup whose numbers have a point in every culture.</summary>
    internal static string Markup(FormattableString markup) => markup.ToString(CultureInfo.InvariantCulture);
}
