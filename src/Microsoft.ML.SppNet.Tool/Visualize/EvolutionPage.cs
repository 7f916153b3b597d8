using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The page of <c>visualize evolution</c>, as Zeiler and Fergus' figure 4: a row per map, an epoch after the other.</summary>
internal static class EvolutionPage
{
    private const int Shown = 130;

    internal static IReadOnlyList<(int Epoch, IReadOnlyList<MapResponses> Responses)> Write(
        Gallery gallery, string tap, IReadOnlyList<EpochWeights> epochs, IReadOnlyList<ImageEntry> images, StrongestOptions options)
    {
        var rows = new SortedDictionary<int, List<string>>();
        var found = FeatureEvolution.Follow(epochs, [.. images.Select(image => image.Path)], tap, options, (epoch, response, trace) =>
        {
            int map = response.Activation.Map;
            Projection projection = trace.Project(response.Activation);
            ImageBox field = trace.Field.Box(response.Activation.Row, response.Activation.Column);
            string name = $"{tap}-map{map}-epoch{epoch}-{response.Rank}";
            gallery.Keep(name, projection.SaveArray);
            if (!rows.TryGetValue(map, out List<string>? figures))
                rows[map] = figures = [];
            string picture =
                gallery.Show(name + "-projection", projection.ToImage(field), $"projection of map {map} at epoch {epoch}", Shown);
            string patch = gallery.Show(name + "-patch", projection.ImagePatch(field), PageParts.NameOf(images[response.Image]), Shown);
            figures.Add($"<figure>{picture}{patch}epoch {epoch}: {PageParts.Number(response.Activation.Value)}</figure>");
        });
        gallery.Write(
            $"How maps of {tap} come about",
            [
                PageParts.Paragraph(
                    $"For each map and epoch the strongest activation over {images.Count} images: above what it goes back to (deconvnet; "
                        + "grey is 0, each picture on a scale of its "
                    + "own), below the same part of the image."),
                .. rows.Select(row => $"{PageParts.Heading($"Map {row.Key}")}\n{PageParts.Grid(Shown, row.Value)}"),
            ]);
        return found;
    }
}
