using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What the pages of visualisations are made of.</summary>
internal static class PageParts
{
    /// <summary>An image's name; without the folders of the machine where the whole path is its name.</summary>
    internal static string NameOf(ImageEntry image) => Path.IsPathRooted(image.Name) ? Path.GetFileName(image.Name) : image.Name;

    internal static string Heading(string text) => $"<h2>{HtmlPage.Text(text)}</h2>";

    internal static string Paragraph(string text) => $"<p>{HtmlPage.Text(text)}</p>";

    internal static string Figure(string image, string caption) => $"<figure>{image}{HtmlPage.Text(caption)}</figure>";

    /// <summary>Figures side by side, as many as there is room for.</summary>
    /// <param name="width">The least width of each, in pixels.</param>
    /// <param name="figures">The figures.</param>
    internal static string Grid(int width, params IEnumerable<string> figures) =>
        Columns($"repeat(auto-fill, minmax(min({width}px, 100%), 1fr))", 16, figures);

    /// <summary>Pictures in a block of so many columns.</summary>
    internal static string Block(int columns, int width, IEnumerable<string> images) =>
        Columns($"repeat({columns}, minmax(0, {width}px))", 4, images);

    internal static string Number(double value) => value.ToString(Math.Abs(value) < 1000 ? "G4" : "N0", CultureInfo.InvariantCulture);

    private static string Columns(string template, int gap, IEnumerable<string> parts) =>
        $"""<div style="display: grid; gap: {gap}px; grid-template-columns: {template}">{string.Join('\n', parts)}</div>""";
}
