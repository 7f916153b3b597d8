using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize filters</c>: the filters of the first layer as pictures.</summary>
internal static class FiltersCommand
{
    internal static CliCommand Create(ToolConsole console)
    {
        var shared = new VisualizeOptions(images: false);
        var command = new CliCommand("filters", "The filters of the first layer, which are pictures themselves.");
        command.SetAction(result =>
        {
            VisualizeChoice choice = shared.Read(result, console);
            return choice.Execute((_, network, gallery) =>
            {
                FirstLayerFilters filters = FirstLayerFilters.Of(network);
                gallery.Keep("filters", filters.SaveArray);
                string text = $"{filters.Count} filters of {filters.Width} × {filters.Height} pixels";
                int pixels = Math.Max(1, 42 / filters.Width);
                gallery.Write(
                    $"{network.Architecture.Name}: the filters of {filters.Layer}",
                    PageParts.Paragraph(
                        $"{text}, each on a scale of its own: grey is 0, and its largest weight is black or white in its channel."),
                    gallery.Show("filters", filters.ToImage(pixels), text));
                return new FiltersReport(filters.Layer, filters.Count, filters.Height, filters.Width);
            });
        });
        return shared.AddTo(command);
    }

    private sealed record FiltersReport(string Layer, int Filters, int Height, int Width);
}
