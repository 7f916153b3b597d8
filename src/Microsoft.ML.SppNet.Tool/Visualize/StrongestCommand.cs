using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize top</c> and <c>strongest</c>: which images of a set a map answers to the most.</summary>
internal static class StrongestCommand
{
    internal static CliCommand CreateTop(ToolConsole console, CancellationToken cancellation) => Create(
        console, "top",
        "For maps the images that they answer to the most: what they see of them, and what of it they go back to.", 9, TopPage.Write,
        cancellation);

    internal static CliCommand CreateStrongest(ToolConsole console, CancellationToken cancellation) => Create(
        console, "strongest",
        "For maps the images that they answer to the most, with an arrow to the place and what the cell sees as a rectangle.", 4,
        StrongestPage.Write, cancellation);

    private static CliCommand Create(
        ToolConsole console, string name, string description, int usual, WritePage write, CancellationToken cancellation)
    {
        var shared = new VisualizeOptions(VisualizeOptions.OneTap());
        var search = new SearchOptions(usual);
        var command = new CliCommand(name, description);
        command.SetAction(result =>
        {
            VisualizeChoice choice = shared.Read(result, console);
            return choice.Execute((device, network, gallery) =>
            {
                IReadOnlyList<ImageEntry> images = choice.ReadImages();
                using var bar = new ProgressBar(console, choice.Run.Quiet, images.Count);
                StrongestOptions options = search.Read(result, choice, device, images, bar, cancellation);
                IReadOnlyList<MapResponses> found = write(gallery, network, choice.Tap, images, options);
                return new TopReport(choice.Tap, images.Count, found);
            });
        });
        return shared.AddTo(command, search.All);
    }

    private delegate IReadOnlyList<MapResponses> WritePage(Gallery gallery, SppNetwork network, string tap,
        IReadOnlyList<ImageEntry> images, StrongestOptions options);

    private sealed record TopReport(string Tap, int Images, IReadOnlyList<MapResponses> Maps);
}
