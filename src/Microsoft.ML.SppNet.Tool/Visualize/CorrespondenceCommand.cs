using System.CommandLine;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize correspondence</c>: whether a network knows the parts of an object.</summary>
internal static class CorrespondenceCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var shared = new VisualizeOptions(VisualizeOptions.Taps());
        var parts = new Option<string>("--parts")
        {
            Description =
                "Where the parts are: a table with the header image,part,x0,y0,x1,y1, boxes in pixels of the images from 0, half-open.",
            HelpName = "PARTS.csv",
            Required = true,
        };
        Option<int?> random = WholeNumber.Of("--random-parts", "How many random parts stand against them. [default: 10]", 0, 10000);
        var command = new CliCommand("correspondence", "Hide the same part in several images: whether that changes the same features.");
        command.SetAction(result =>
        {
            VisualizeChoice choice = shared.Read(result, console);
            return choice.Execute((_, network, gallery) =>
            {
                IReadOnlyList<ImageEntry> images = choice.ReadImages();
                NetworkInput[] inputs = [.. images.Select(image => choice.Load(network, image))];
                IReadOnlyList<ImagePart> found = PartsFile.Read(result.GetRequiredValue(parts), images, inputs);
                IReadOnlyList<PartCorrespondence> rows = Correspondence.Measure(network, inputs, found, new CorrespondenceOptions
                {
                    Taps = choice.Taps,
                    RandomParts = result.GetValue(random) ?? new CorrespondenceOptions().RandomParts,
                    Seed = choice.Seed,
                    Cancellation = cancellation,
                });
                CorrespondencePage.Write(gallery, network, images, rows);
                return rows;
            });
        });
        return shared.AddTo(command, parts, random);
    }
}
