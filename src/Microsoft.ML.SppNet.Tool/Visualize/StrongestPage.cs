using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The page of <c>visualize strongest</c>, as He et al.'s figure 2: the whole images, with the place that excites the
/// map.</summary>
internal static class StrongestPage
{
    private const int Shown = 320;

    internal static IReadOnlyList<MapResponses> Write(
        Gallery gallery, SppNetwork network, string tap, IReadOnlyList<ImageEntry> images, StrongestOptions options)
    {
        var pictures = new Dictionary<(int Map, int Rank), string>();
        IReadOnlyList<MapResponses> found =
            StrongestActivations.Find(network, images.Select(image => image.Path), tap, options, (response, trace) =>
        {
            string name = PageParts.NameOf(images[response.Image]), file = $"{tap}-map{response.Activation.Map}-{response.Rank}";
            string picture = gallery.Show(file, trace.MarkField(response.Activation),
                $"{name} with the place that excites map {response.Activation.Map}", Shown);
            pictures[(response.Activation.Map, response.Rank)] =
                PageParts.Figure(picture, $"{name}: {PageParts.Number(response.Activation.Value)}");
        });
        gallery.Write(
            $"{network.Architecture.Name}: where maps of {tap} are excited",
            [
                PageParts.Paragraph(
                    $"For each map the {options.Count} of {images.Count} images with its strongest activation. The arrow points to the "
                        + "middle of what the cell sees, the "
                    + "rectangle is all that it sees."),
                .. found.SelectMany(map => new[]
                {
                    PageParts.Heading($"Map {map.Map}"),
                    PageParts.Grid(Shown, map.Responses.Select(response => pictures[(map.Map, response.Rank)])),
                }),
            ]);
        return found;
    }
}
