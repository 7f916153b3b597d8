using System.CommandLine;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize deconvnet</c>: what the strongest activations of images go back to, by three methods side by
/// side.</summary>
internal static class DeconvnetCommand
{
    private const int Shown = 220;

    private static readonly (ProjectionMethod Method, string Name)[] Methods =
    [
        (ProjectionMethod.Deconvnet, "deconvnet"), (ProjectionMethod.GuidedBackpropagation, "guided backpropagation"),
        (ProjectionMethod.Gradient, "gradient"),
    ];

    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var shared = new VisualizeOptions(VisualizeOptions.OneTap());
        Option<int[]?> maps = VisualizeOptions.Maps("those with the strongest activations");
        Option<int?> count = WholeNumber.Of("--count", "How many maps of each image, without --maps. [default: 4]", 1, 1000);
        var command = new CliCommand("deconvnet", "What single activations go back to in the pixels.");
        command.SetAction(result =>
        {
            VisualizeChoice choice = shared.Read(result, console);
            return choice.Execute((_, network, gallery) =>
            {
                List<ImageProjections> images = choice.ForEachImage(network, (image, input, index) =>
                {
                    using ActivationTrace trace = ActivationTrace.Run(network, input, choice.Tap);
                    MapActivation[] activations =
                        [.. (result.Given(maps) ?? Strongest(trace, result.GetValue(count) ?? 4)).Select(trace.Strongest)];
                    return new ImageProjections(image.Name, activations, Section(gallery, image, index, trace, activations));
                }, cancellation);
                gallery.Write(
                    $"{network.Architecture.Name}: what activations of {choice.Tap} go back to",
                    [
                        PageParts.Paragraph(
                            "For each map its strongest activation: where it is in the image (the rectangle is what the cell sees), that "
                                + "part of the image, and what of "
                            + "it the activation goes back to. Grey is 0; each picture has a scale of its own. A deconvnet rectifies the "
                            + "signal on its way, a gradient the "
                            + "forward run, and guided backpropagation both."),
                        .. images.Select(image => image.Section),
                    ]);
                return images.Select(image => new { image.Image, choice.Tap, image.Activations });
            });
        });
        return shared.AddTo(command, maps, count);
    }

    private static string Section(Gallery gallery, ImageEntry image, int index, ActivationTrace trace, MapActivation[] activations)
    {
        var parts = new List<string> { PageParts.Heading(PageParts.NameOf(image)) };
        foreach (MapActivation activation in activations)
        {
            string name = $"image{index:D3}-{trace.Tap}-map{activation.Map}";
            var figures = new List<string>
            {
                PageParts.Figure(
                    gallery.Show(name
                        + "-place", trace.MarkField(activation), $"{PageParts.NameOf(image)} with the receptive field", Shown),
                    $"map {activation.Map}, row {activation.Row}, column {activation.Column}: {PageParts.Number(activation.Value)}"),
            };
            foreach ((ProjectionMethod method, string words) in Methods)
            {
                Projection projection = trace.Project(activation, method);
                if (figures.Count == 1)
                    figures.Add(PageParts.Figure(
                        gallery.Show(name + "-patch", projection.ImagePatch(), "the image in the receptive field", Shown), "what it sees"));
                string file = $"{name}-{words.Replace(' ', '-')}";
                figures.Add(PageParts.Figure(gallery.Show(file, projection.ToImage(), $"{words} of map {activation.Map}", Shown), words));
                gallery.Keep(file, projection.SaveArray);
            }

            parts.Add(PageParts.Grid(Shown, figures));
        }

        return string.Join('\n', parts);
    }

    private static IEnumerable<int> Strongest(ActivationTrace trace, int count) =>
        Enumerable.Range(0, trace.Maps).OrderByDescending(map => trace.Strongest(map).Value).ThenBy(map => map).Take(count);

    private sealed record ImageProjections(string Image, IReadOnlyList<MapActivation> Activations, string Section);
}
