using System.Globalization;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet detect evaluate</c>.</summary>
internal sealed record DetectEvaluateRun(ToolConsole Console, string Data)
{
    internal required Func<AnnotatedSource> Source { get; init; }

    internal required string[] Models { get; init; }

    internal required Func<string, OpenDetectors> Open { get; init; }

    internal required int? Threads { get; init; }

    internal required string? JsonPath { get; init; }

    internal required bool Quiet { get; init; }

    internal int Execute(CancellationToken cancellation)
    {
        OutputPaths.Check([("--data", Data), .. Models.Select(model => ("--model", (string?)model))], [("--json", JsonPath)]);
        if (Threads is { } threads)
            SppNetwork.Threads = threads;
        AnnotatedSource source = Source();
        using OpenDetectors detectors = Open(source.ImageFolder);
        IReadOnlyList<DetectionExample> examples = Matched(source, detectors.Detector.ClassNames);
        using var bar = new ProgressBar(Console, Quiet, examples.Count);
        Voc2007DetectionResult result =
            ToolException.RefusedAsInput(() => Voc2007DetectionProtocol.Evaluate(detectors.Detector, examples, new()
        {
            Progress = new StepProgress<ProtocolProgress>(progress => bar.Report(progress.Done)),
            CancellationToken = cancellation,
        }));
        bar.Clear();
        var report = new DetectEvaluateReport(result);
        Write(report);
        JsonFile.Write(JsonPath, report);
        return ExitCode.Done;
    }

    /// <summary>The data number their classes in their own order; those that the detector does not know cannot be tested.</summary>
    private IReadOnlyList<DetectionExample> Matched(AnnotatedSource source, IReadOnlyList<string> classes)
    {
        int[] numbers = [.. source.Set.ClassNames.Select(name => classes.ToList().IndexOf(name))];
        string[] unknown = [.. source.Set.ClassNames.Where((_, index) => numbers[index] < 0)];
        if (unknown.Length == numbers.Length)
            throw ToolException.BadInput($"'{Data}' has none of the detector's classes, which are {string.Join(", ", classes)}.");
        if (unknown.Length > 0)
            Console.Warn($"the detector does not know {string.Join(", ", unknown)}: what '{Data}' has of these is left out");
        return [.. source.Examples.Select(example => example with
        {
            Objects = [.. example.Objects.Where(one => numbers[one.ClassIndex] >= 0)
                .Select(one => one with { ClassIndex = numbers[one.ClassIndex] })],
        })];
    }

    private void Write(DetectEvaluateReport report)
    {
        DetectionSeconds seconds = report.SecondsPerImage;
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Images} images, {seconds.Total:F3} s each: {seconds.Proposals:F3} for windows, {seconds.Maps:F3} for maps, "
                + $"{seconds.Pooling:F3} for pooling, {seconds.Scoring:F3} for scoring"));
        Console.Output.WriteLine("Average precision in percent, of the 2007 development kit and of the later ones:");
        TextTable.Write(Console.Output, [
            ["class", "11 points", "area"],
            .. report.PerClass.Select(pair => (string[])[pair.Key, Percent.Text(pair.Value.ElevenPoint), Percent.Text(pair.Value.Area)]),
            ["mean", Percent.Text(report.MapElevenPoint), Percent.Text(report.MapArea)],
        ]);
    }
}
