using System.Globalization;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet train</c>.</summary>
internal sealed record TrainRun(ToolConsole Console, string Data, string Output)
{
    internal required string? Validation { get; init; }

    internal required NetworkChoice Network { get; init; }

    internal required int Seed { get; init; }

    internal required IReadOnlyList<int>? Levels { get; init; }

    internal required string? Checkpoint { get; init; }

    internal required string? ReportPath { get; init; }

    internal required RunChoice Run { get; init; }

    internal required Func<SppNetwork?> OpenTeacher { get; init; }

    internal required Func<TrainStart, SppNetTrainerOptions> Options { get; init; }

    internal int Execute()
    {
        OutputPaths.CheckPage(ReportPath);
        OutputPaths.Check([("--network", Network.Path)],
            [("--output", Output), ("--json", Run.JsonPath), ("--checkpoint", Checkpoint), ("--report", ReportPath)]);
        RunDevice device = Run.Start();
        ClassFolder data = ToolException.RefusedAsInput(() => ClassFolder.Read(Data, Console.Warn));
        ClassFolder? validation = Validation is null
            ? null
            : ToolException.RefusedAsInput(() => ClassFolder.Read(Validation, Console.Warn));
        using SppNetwork? start = Network.IsUntrained ? null : Network.Open(Console.Warn);
        using SppNetwork untrained = start is null ? Network.Open(Console.Warn) : start.Share();
        using SppNetwork? teacher = OpenTeacher();
        NetworkArchitecture architecture = Levels is null ? untrained.Architecture : untrained.Architecture with { HeadLevels = Levels };
        using var view = new TrainView(Console, Run.Quiet);
        SppNetTrainerOptions options = Options(new TrainStart(architecture, start, untrained.Preprocessing, Seed, teacher, device, view));
        SppNetTrainingResult result = ToolException.RefusedAsInput(() => SppNetTraining.Train(data, options, validation, Console.Warn));
        using SppNetwork trained = result.Network;
        view.Clear();
        TrainingReport report = result.Report;
        if (report.Cancelled && report.BestEpoch == 0)
        {
            string kept = Checkpoint is null ? "nothing was written" : $"'{Checkpoint}' has where it was";
            Console.Error.WriteLine($"sppnet: cancelled before the first epoch was over; {kept}.");
            return ExitCode.Cancelled;
        }

        trained.Save(Output);
        JsonFile.Write(Run.JsonPath, new TrainReport(report.Epochs, report.BestEpoch, report.ImagesPerSecond, report.Skipped));
        if (ReportPath is not null)
            TrainPage.Write(ReportPath, DataName.Of(Data), trained, report);
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Output}: {report.Epochs.Count} epochs, the best is epoch {report.BestEpoch}, {report.ImagesPerSecond:F1} images/s, "
                + $"{report.Skipped} skipped"));
        if (!report.Cancelled)
            return ExitCode.Done;
        Console.Error.WriteLine($"sppnet: cancelled; '{Output}' is the network of epoch {report.BestEpoch}.");
        return ExitCode.Cancelled;
    }
}
