using System.Globalization;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet detect train</c>.</summary>
internal sealed record DetectTrainRun(ToolConsole Console, string Output)
{
    internal required string Data { get; init; }

    internal required string? ProposalFile { get; init; }

    internal required Func<AnnotatedSource> Source { get; init; }

    internal required NetworkChoice Network { get; init; }

    internal required Func<string, IProgress<DetectorTrainingProgress>, SppDetectorOptions> Options { get; init; }

    internal required int? Threads { get; init; }

    internal required string? JsonPath { get; init; }

    internal required bool Quiet { get; init; }

    internal int Execute()
    {
        OutputPaths.Check(
            [("--network", Network.Path), ("--data", Data), ("--proposals", ProposalFile)], [("--output", Output), ("--json", JsonPath)]);
        if (Threads is { } threads)
            SppNetwork.Threads = threads;
        AnnotatedSource source = Source();
        using SppNetwork network = Network.Open(Console.Warn);
        using var view = new DetectTrainView(Console, Quiet);
        SppDetectorOptions options = Options(source.ImageFolder, view);
        SppDetectorTrainingResult result = ToolException.RefusedAsInput(() => ToolException.RefusedAsUsage(
            () => SppDetector.Train(source.Examples, source.Set.ClassNames, network, options)));
        using SppDetector detector = result.Detector;
        view.Clear();
        detector.Save(Output);
        DetectorTrainingReport report = result.Report;
        foreach (DetectorClassReport empty in report.Classes.Where(one => one.Positives == 0))
            Console.Warn($"'{Data}' has no object of class {empty.ClassName} that is not difficult: it is never detected");
        JsonFile.Write(JsonPath, new DetectTrainReport(report, source.Set.Images.Count));
        int objects = report.Classes.Sum(one => one.Positives);
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Output}: {source.Set.Images.Count} images, {objects} objects of {report.Classes.Count} classes, "
                + $"{report.Windows} windows; {report.SecondsProposals:F0} s for windows, {report.SecondsMaps:F0} s for maps, "
                + $"{report.SecondsTrain:F0} s for training"));
        return ExitCode.Done;
    }
}
