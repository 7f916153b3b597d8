using System.CommandLine;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize occlusion</c>: what a network makes of images behind a grey square.</summary>
internal static class OcclusionCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var shared = new VisualizeOptions(VisualizeOptions.OneTap());
        Option<int[]?> maps = VisualizeOptions.Maps("the strongest of each image");
        Option<int?> square = WholeNumber.Of("--square", "The grey square's side in pixels. [default: 50]", 1, 16384);
        Option<int?> stride = WholeNumber.Of("--stride", "Pixels from one position to the next. [default: 10]", 1, 16384);
        Option<int?> watched = WholeNumber.Of("--class", "The class, from 0. [default: the most probable of each image]", 0, int.MaxValue);
        var labels = new LabelsOption();
        var command = new CliCommand("occlusion",
            "Move a grey square over images: how strong a map still is, how probable a class, and what is seen.");
        command.SetAction(result =>
        {
            VisualizeChoice choice = shared.Read(result, console);
            var usual = new OcclusionOptions();
            Func<int, string> named = labels.Read(result);
            return choice.Execute((_, network, gallery) =>
            {
                List<OcclusionReport> images = choice.ForEachImage(network, (image, input, index) =>
                {
                    var reports = new List<OcclusionResult>();
                    foreach (int? map in result.Given(maps)?.Select(one => (int?)one) ?? [null])
                    {
                        reports.Add(Occlusion.Measure(network, input, new OcclusionOptions
                        {
                            Square = result.GetValue(square) ?? usual.Square,
                            Stride = result.GetValue(stride) ?? usual.Stride,
                            Class = result.GetValue(watched),
                            Tap = choice.Tap,
                            Map = map,
                            Cancellation = cancellation,
                        }));
                    }

                    return new OcclusionReport(image.Name, reports, OcclusionPage.Section(gallery, image, index, reports, named));
                }, cancellation);
                OcclusionPage.Write(gallery, network, choice.Tap, images.Select(image => image.Section));
                return images.SelectMany(image => image.Results.Select(one => new
                {
                    image.Image, choice.Tap, one.Map, one.Class, one.Rows, one.Columns, Whole = Numbers(one.Whole),
                    Views = one.Views.Select(Numbers),
                }));
            });
        });
        return shared.AddTo(command, maps, square, stride, watched, labels);
    }

    private static object Numbers(OccludedView view) => float.IsNaN(view.Score) ? new { view.Activation } : view;

    private sealed record OcclusionReport(string Image, IReadOnlyList<OcclusionResult> Results, string Section);
}
