using System.Diagnostics;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet classify voc2007</c>.</summary>
internal sealed record Voc2007Run(FeatureSource Source, string Data)
{
    internal required string TrainSet { get; init; }

    internal required string TestSet { get; init; }

    internal required double? Cost { get; init; }

    internal required ChartPlace Charts { get; init; }

    internal int Execute(CancellationToken cancellation)
    {
        OutputPaths.Check([("--network", Source.Network.Path)],
            [("--json", Source.Run.JsonPath), ("--charts", Charts.PathOf("precision-recall"))]);
        PascalVoc train = Read(TrainSet), test = Read(TestSet);
        ExtractedFeatures features =
            Source.Extract([.. train.Images.Concat(test.Images).Select(image => image.Path)], perTap: false, cancellation);
        int[] rows = [.. Enumerable.Range(0, features.Matrices[0].Rows)];
        FeatureMatrix Part(Range range) => features.Matrices[0].Select(rows[range]);

        var watch = Stopwatch.StartNew();
        Voc2007Result result = Protocol(Part(..train.Images.Count), train, Part(train.Images.Count..), test, cancellation);
        var report = new Voc2007Report(result, train.Images.Count, test.Images.Count, features, watch.Elapsed.TotalSeconds);
        Voc2007Text.Write(report, Source.Console.Output);
        JsonFile.Write(Source.Run.JsonPath, report);
        string title = $"{DataName.Of(Data)}: mAP {Percent.Text(report.MapElevenPoint)} % (11 points), "
            + $"{Percent.Text(report.MapArea)} % (area); beside each class its area";
        if (Charts.Draw("precision-recall", path => PrecisionRecallChart.Write(path, title, result)) is { } chart)
            Source.Console.Output.WriteLine($"Precision-recall curves: {chart}");
        return ExitCode.Done;
    }

    /// <summary>A class without examples is a fault of the image set, and the message names both.</summary>
    private Voc2007Result Protocol(FeatureMatrix trainRows, PascalVoc train, FeatureMatrix testRows, PascalVoc test,
        CancellationToken cancellation)
    {
        // Where the cost is chosen, each class counts twice: its choice, which takes nearly all of the time, and its training.
        using var bar = new ProgressBar(Source.Console, Source.Run.Quiet, PascalVoc.ClassNames.Count * (Cost is null ? 2 : 1));
        try
        {
            return Voc2007Protocol.Run(trainRows, train, testRows, test, new Voc2007Options
            {
                Cost = Cost,
                Progress = new StepProgress<ProtocolProgress>(progress => bar.Report(progress.Done)),
                CancellationToken = cancellation,
            });
        }
        catch (ArgumentException exception)
        {
            throw ToolException.BadInput($"'{Data}', set {TrainSet}: {Failures.Sentence(exception)}", exception);
        }
    }

    private PascalVoc Read(string set) =>
        ToolException.RefusedAsInput(() => ToolException.RefusedAsUsage(() => PascalVoc.Read(Data, set, Source.Console.Warn)));
}
