using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet classify folder</c>: the network's own classifier, without training.</summary>
internal static class FolderCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        Option<string> data = LabeledImages.Option();
        Option<TestViewKind?> views = Choice.Of(
            "--views",
            "What is averaged over: the middle, ten crops, the whole image, that and its mirror image, or 96 windows of the maps and the "
            + "whole image. [default: center]",
            ("center", TestViewKind.Center), ("ten", TestViewKind.Ten), ("full", TestViewKind.Full), ("full-flip", TestViewKind.FullFlip),
            ("multi", TestViewKind.Multi));
        Option<int?> window = WholeNumber.Of(
            "--window",
            "Side of the windows; the sizes of the image keep the paper's proportion to it. [default: the model card's size, else 224]",
            1, 4096);
        var onMaps = new Option<bool>("--on-maps") { Description = "Pool center and ten from the maps of the whole image too." };
        var network = new NetworkOptions();
        var run = new RunOptions();
        var command = new CliCommand("folder",
            "Test a network's own classifier on photographs whose classes are known (He et al., section 3.1).")
        {
            data, views, window, onMaps,
        };
        network.AddTo(command);
        run.AddTo(command);
        command.SetAction(result => new FolderRun(console, result.GetRequiredValue(data), network.Read(result), run.Read(result))
        {
            Views = size => WithMaps(TestViews.For(result.GetValue(views) ?? TestViewKind.Center, result.GetValue(window) ?? size ?? 224),
                result.GetValue(onMaps)),
        }.Execute(cancellation));
        return command;
    }

    private static TestViews WithMaps(TestViews views, bool onMaps) => !onMaps
        ? views
        : new TestViews(views.Kind) { Window = views.Window, ShorterSide = views.ShorterSide, Scales = views.Scales, OnMaps = true };
}
