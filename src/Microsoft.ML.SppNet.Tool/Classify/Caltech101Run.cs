using System.Diagnostics;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet classify caltech101</c>.</summary>
internal sealed record Caltech101Run(FeatureSource Source, string Data, bool Background, Caltech101Options Options)
{
    internal required ChartPlace Charts { get; init; }

    private ToolConsole Console => Source.Console;

    internal int Execute()
    {
        ClassFolder images = Read();
        ExtractedFeatures features = Extract(images, perTap: false);
        (Caltech101Result result, double seconds) = Train(options => Caltech101Protocol.Run(features.Matrices[0], images, options));
        var report = new Caltech101Report(Caltech101Scores.Of(result, Options), features, seconds);
        // The numbers first: hours of work must not be lost to a file that cannot be written.
        Caltech101Text.Write(report, Console.Output);
        JsonFile.Write(Source.Run.JsonPath, report);
        string title = $"{DataName.Of(Data)}: {Percent.Text(report.MeanPerClassAccuracy)} % mean per class";
        if (Charts.Draw("confusion", path => ConfusionChart.Write(path, title, result.Confusion)) is { } chart)
            Console.Output.WriteLine($"Confusion matrix: {chart}");
        return ExitCode.Done;
    }

    /// <summary>The analysis of ZFNet (Zeiler and Fergus, section 5.3): what each layer's features are worth, to an SVM and to
    /// softmax.</summary>
    internal int ExecutePerTap()
    {
        ClassFolder images = Read();
        ExtractedFeatures features = Extract(images, perTap: true);
        TapAnalysis[] taps = [.. Source.Features.Column.Taps.Select((tap, index) => Analyse(tap, features.Matrices[index], images))];
        var report = new TapsReport(taps, images.Classes.Count, features);
        // The numbers first: hours of work must not be lost to a file that cannot be written.
        Caltech101Text.Write(report, Console.Output);
        JsonFile.Write(Source.Run.JsonPath, report);
        return ExitCode.Done;
    }

    private TapAnalysis Analyse(string tap, FeatureMatrix features, ClassFolder images)
    {
        (Caltech101Result svm, double svmSeconds) = Train(options => Caltech101Protocol.Run(features, images, options));
        (Caltech101Result softmax, double softmaxSeconds) = Train(options => Softmax.Run(features, images, options));
        return new TapAnalysis(tap, features.Columns, Caltech101Scores.Of(svm, Options), Caltech101Scores.Of(softmax, Options))
        {
            SecondsTrain = svmSeconds + softmaxSeconds,
        };
    }

    /// <summary>Reads the data set and draws the first split, so that a class with too few images is known before hours of work.</summary>
    private ClassFolder Read() => ToolException.RefusedAsInput(() =>
    {
        OutputPaths.Check([("--network", Source.Network.Path)],
            [("--json", Source.Run.JsonPath), ("--charts", Charts.PathOf("confusion"))]);
        ClassFolder images = Caltech101.Read(Data, Background, Console.Warn);
        ClassSplit.ByCount(images.Labels, Options.TrainPerClass, Options.TestPerClass, Options.Seed, images.Classes);
        return images;
    });

    private ExtractedFeatures Extract(ClassFolder images, bool perTap) =>
        Source.Extract([.. images.Images.Select(image => image.Path)], perTap, Options.CancellationToken);

    private (Caltech101Result Result, double Seconds) Train(Func<Caltech101Options, Caltech101Result> run)
    {
        var watch = Stopwatch.StartNew();
        using var bar = new ProgressBar(Console, Source.Run.Quiet, Options.Splits);
        Caltech101Result result = run(new Caltech101Options
        {
            TrainPerClass = Options.TrainPerClass,
            TestPerClass = Options.TestPerClass,
            Splits = Options.Splits,
            Seed = Options.Seed,
            Cost = Options.Cost,
            CancellationToken = Options.CancellationToken,
            Progress = new StepProgress<ProtocolProgress>(progress => bar.Report(progress.Done)),
        });
        return (result, watch.Elapsed.TotalSeconds);
    }
}
