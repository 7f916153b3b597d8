using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize invariance</c>: what moving, enlarging and turning images does to their features.</summary>
internal static class InvarianceCommand
{
    /// <summary>The amounts of Zeiler and Fergus' figure 5: pixels, factors, degrees.</summary>
    private static readonly (ImageChange Change, double[] Amounts)[] Changes =
    [
        (ImageChange.VerticalTranslation, [.. Enumerable.Range(-6, 13).Select(step => 10.0 * step)]),
        (ImageChange.Scale, [.. Enumerable.Range(10, 9).Select(step => step / 10.0)]),
        (ImageChange.Rotation, [.. Enumerable.Range(0, 36).Select(step => 10.0 * step)]),
    ];

    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var shared = new VisualizeOptions(VisualizeOptions.Taps());
        var watched =
            WholeNumber.Of("--class", "The images' class, from 0. [default: the most probable of each unchanged image]", 0, int.MaxValue);
        var command =
            new CliCommand("invariance", "Move, enlarge and turn images: how far their features go, and how probable the class stays.");
        command.SetAction(result =>
        {
            VisualizeChoice choice = shared.Read(result, console);
            return choice.Execute((_, network, gallery) =>
            {
                var options = new InvarianceOptions { Taps = choice.Taps, Class = result.GetValue(watched), Cancellation = cancellation };
                List<ImageCurves> images = choice.ForEachImage(network, (image, input, _) => new ImageCurves(
                    PageParts.NameOf(image),
                    [.. Changes.Select(one => InvarianceCurve.Measure(network, input, one.Change, one.Amounts, options))]),
                    cancellation);
                InvariancePage.Write(gallery, network, choice.Taps, images);
                return images.Select(image => new { image.Image, choice.Taps, Curves = image.Curves.Select(Numbers) });
            });
        });
        return shared.AddTo(command, watched);
    }

    private static object Numbers(InvarianceCurve curve) => new
    {
        Change = curve.Change.ToString(),
        curve.Class,
        Points = curve.Points.Select(point =>
            new { point.Amount, point.Distances, Score = float.IsNaN(point.Score) ? (float?)null : point.Score }),
    };
}

/// <summary>The curves of one image.</summary>
internal sealed record ImageCurves(string Image, IReadOnlyList<InvarianceCurve> Curves);
