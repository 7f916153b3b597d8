using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The page of <c>visualize top</c>, as Zeiler and Fergus' figure 2: for each map the projections, and beside them the parts of
/// the images.</summary>
internal static class TopPage
{
    private const int Shown = 130;

    internal static IReadOnlyList<MapResponses> Write(
        Gallery gallery, SppNetwork network, string tap, IReadOnlyList<ImageEntry> images, StrongestOptions options)
    {
        var pictures = new Dictionary<(int Map, int Rank), (string Projection, string Patch)>();
        IReadOnlyList<MapResponses> found =
            StrongestActivations.Find(network, images.Select(image => image.Path), tap, options, (response, trace) =>
        {
            Projection projection = trace.Project(response.Activation);
            // The whole field, white outside the image: all pictures of a map then have one scale.
            ImageBox field = trace.Field.Box(response.Activation.Row, response.Activation.Column);
            string name = $"{tap}-map{response.Activation.Map}-{response.Rank}";
            string of = $"{PageParts.NameOf(images[response.Image])}, activation {PageParts.Number(response.Activation.Value)}";
            gallery.Keep(name, projection.SaveArray);
            pictures[(response.Activation.Map, response.Rank)] = (
                gallery.Show(name + "-projection", projection.ToImage(field), $"projection of {of}", Shown),
                gallery.Show(name + "-patch", projection.ImagePatch(field), of, Shown));
        });
        gallery.Write(
            $"{network.Architecture.Name}: what maps of {tap} answer to",
            [
                PageParts.Paragraph(
                    $"For each map the {options.Count} of {images.Count} images with its strongest activation, the strongest first: to "
                        + "the left what the activation goes back "
                    + "to (deconvnet; grey is 0, each picture on a scale of its own), to the right the same part of the image."),
                .. found.Select(map => Section(map, pictures)),
            ]);
        return found;
    }

    private static string Section(MapResponses map, Dictionary<(int Map, int Rank), (string Projection, string Patch)> pictures)
    {
        (string Projection, string Patch)[] own = [.. map.Responses.Select(response => pictures[(map.Map, response.Rank)])];
        int columns = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(own.Length)));
        string range = own.Length == 0
            ? ""
            : $": {PageParts.Number(map.Responses[0].Activation.Value)} to {PageParts.Number(map.Responses[^1].Activation.Value)}";
        return PageParts.Heading($"Map {map.Map}{range}") + PageParts.Grid(
            columns * Shown,
            PageParts.Block(columns, Shown, own.Select(one => one.Projection)),
            PageParts.Block(columns, Shown, own.Select(one => one.Patch)));
    }
}
