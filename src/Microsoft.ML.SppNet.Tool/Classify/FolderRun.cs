using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet classify folder</c>.</summary>
internal sealed record FolderRun(ToolConsole Console, string Data, NetworkChoice Network, RunChoice Run)
{
    private const string Logits = "logits";

    /// <summary>What messages call the network, at their beginning.</summary>
    private string Name => Network.IsUntrained
        ? $"An untrained {Network.Name}"
        : Network.Path is { } path ? $"'{path}'" : "The default network";

    /// <summary>The views, given the size that the network was trained at.</summary>
    internal required Func<int?, TestViews> Views { get; init; }

    internal int Execute(CancellationToken cancellation)
    {
        OutputPaths.Check([("--network", Network.Path), ("--data", Data)], [("--json", Run.JsonPath)]);
        ClassFolder data = LabeledImages.Read(Data, Console);
        using SppNetwork network = Network.Open(Console.Warn);
        int[] classes = ClassesOf(network, data);
        TestViews views = Views(network.Card.Size);
        using SppFeatureExtractor extractor = ToolException.RefusedAsUsage(() => new SppFeatureExtractor(
            network, new SppFeatureOptions { TestViews = views }, [new SppFeatureColumn(Logits) { Taps = [Logits] }], Run.Start()));
        FolderReport report = Test(extractor, data, classes, cancellation);
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Images} images by views {views.Kind}: top-1 {report.Top1:F2} %, top-5 {report.Top5:F2} %, "
            + $"{1000 * report.SecondsPerImage:F1} ms each"));
        JsonFile.Write(Run.JsonPath, report);
        return ExitCode.Done;
    }

    private FolderReport Test(SppFeatureExtractor extractor, ClassFolder data, int[] classes, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        int row = 0, skipped = 0, first = 0, firstFive = 0;
        using var bar = new ProgressBar(Console, Run.Quiet, data.Images.Count);
        foreach (SppFeatureResult found in extractor.ExtractMany(data.Images.Select(image => image.Path), cancellation))
        {
            if (found.Vectors is null)
            {
                bar.Clear();
                Console.Error.WriteLine($"sppnet: skipped: {found.Error!.Message}");
                skipped++;
            }
            else
            {
                float[] scores = found.Vectors[0];
                float own = scores[classes[data.Labels[row]]];
                int better = scores.Count(score => score > own);
                first += better < 1 ? 1 : 0;
                firstFive += better < 5 ? 1 : 0;
            }

            bar.Report(++row);
        }

        int tested = row - skipped;
        return tested == 0
            ? throw ToolException.BadInput($"None of the {row} images could be used.")
            : new FolderReport(100.0 * first / tested, 100.0 * firstFive / tested, tested, watch.Elapsed.TotalSeconds / row, skipped);
    }

    /// <summary>Which logit each class of the data is: by name where the weights name theirs, else in order.</summary>
    private int[] ClassesOf(SppNetwork network, ClassFolder data)
    {
        if (!network.Taps.Contains(Logits))
            throw ToolException.BadInput($"{Name} has no classifier: its taps are {string.Join(", ", network.Taps)}.");
        if (network.Card.Classes is { } names)
        {
            int[] found = [.. data.Classes.Select(name => names.ToList().IndexOf(name))];
            int missing = Array.IndexOf(found, -1);
            return missing < 0 ? found : throw ToolException.BadInput(
                $"{Name} does not know the class '{data.Classes[missing]}' of '{Data}'.");
        }

        int logits = network.Channels(Logits);
        if (logits != data.Classes.Count)
            throw ToolException.BadInput($"{Name} has {logits} classes without names, and '{Data}' has {data.Classes.Count}.");
        Console.Warn($"{Name} does not name its classes; those of '{Data}' are taken in their order.");
        return [.. Enumerable.Range(0, logits)];
    }
}
