using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet fit</c>.</summary>
internal sealed record FitRun(FeatureSource Source, string Data, string Output)
{
    internal required double TestShare { get; init; }

    internal required int Seed { get; init; }

    internal required double? Cost { get; init; }

    /// <summary>Where the page goes; null for none.</summary>
    internal required string? ReportPath { get; init; }

    internal required bool SkipBad { get; init; }

    internal int Execute(CancellationToken cancellation)
    {
        OutputPaths.CheckPage(ReportPath);
        OutputPaths.Check(
            [("--network", Source.Network.Path), ("--data", Data)],
            [("--output", Output), ("--report", ReportPath), ("--json", Source.Run.JsonPath)]);
        ClassFolder data = LabeledImages.Read(Data, Source.Console);
        Check(data);
        using SppNetwork network = Source.Network.Open(Source.Console.Warn);
        ExtractedFeatures features = Extract(network, ref data, cancellation);

        var watch = Stopwatch.StartNew();
        var mlContext = new MLContext(Seed);
        using ImageClassifier fitted = Train(mlContext, network, features.Matrices[0], data, cancellation);
        var report = new FitReport(
            data.Classes.Count, fitted.Split.Train.Count, fitted.Split.Test.Count, Percent.Of(fitted.Confusion.OverallAccuracy),
            Percent.Of(fitted.Confusion.MeanPerClassAccuracy), fitted.Cost, features.Seconds, watch.Elapsed.TotalSeconds)
        {
            CalibrationError = Percent.Of(fitted.Reliability.ExpectedCalibrationError),
            Skipped = features.Skipped,
        };
        AtomicFile.Write(Output, stream => mlContext.Model.Save(fitted.Model, fitted.Schema, stream));
        Tell(report);
        JsonFile.Write(Source.Run.JsonPath, report);
        if (ReportPath is not null)
        {
            FitPage.Write(ReportPath, DataName.Of(Data), report, fitted, data);
            Source.Console.Output.WriteLine($"Report: {ReportPath}");
        }

        return ExitCode.Done;
    }

    /// <summary>The features of the images that can be read, which <paramref name="data"/> then is.</summary>
    private ExtractedFeatures Extract(SppNetwork network, ref ClassFolder data, CancellationToken cancellation)
    {
        var bad = new HashSet<int>();
        ExtractedFeatures features = Source.Extract(
            network, [.. data.Images.Select(image => image.Path)], perTap: false, cancellation, SkipBad ? index => bad.Add(index) : null);
        if (bad.Count == 0)
            return features;
        data = data.Select(Enumerable.Range(0, data.Images.Count).Where(index => !bad.Contains(index)));
        Check(data);
        return features;
    }

    private ImageClassifier Train(MLContext mlContext, SppNetwork network, FeatureMatrix features, ClassFolder data,
        CancellationToken cancellation)
    {
        SppFeatureEstimator extraction =
            mlContext.Transforms.ExtractSppFeatures("ImagePath", network, Source.Features.OptionsFor(network), Source.Features.Column);
        ProgressBar? bar = null;
        try
        {
            return ImageClassifierFit.Run(
                mlContext, extraction, features, data, TestShare, Seed, Cost, new StepProgress<ProtocolProgress>(Show), cancellation);
        }
        finally
        {
            bar?.Dispose();
        }

        void Show(ProtocolProgress progress)
        {
            bar ??= new ProgressBar(Source.Console, Source.Run.Quiet, progress.Total);
            bar.Report(progress.Done);
        }
    }

    private void Check(ClassFolder data)
    {
        if (data.Classes.Count < 2)
            throw ToolException.BadInput(
                $"'{Data}' has images of one class only, {data.Classes[0]}; a classifier tells two or more apart.");
        int[] counts = [.. data.Classes.Select((_, index) => data.Labels.Count(label => label == index))];
        if (counts.Min() == 0)
            throw ToolException.BadInput($"'{Data}' has no image of class {data.Classes[Array.IndexOf(counts, 0)]} that can be read.");
        if (counts.Max() < 2)
            throw ToolException.BadInput(
                $"'{Data}' has one image of each class; at least one class needs two, to learn how sure an answer is.");
        for (int index = 0; index < counts.Length; index++)
        {
            if (counts[index] == 1)
            {
                Source.Console.Warn(
                    $"class {data.Classes[index]} has a single image: it is trained on, and how well the class is recognised cannot be "
                        + "said.");
            }
        }
    }

    private void Tell(FitReport report)
    {
        TextWriter output = Source.Console.Output;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Classes} classes, {report.Train} images to train, {report.Test} to test; features {report.SecondsExtract:F1} s, "
            + $"training {report.SecondsTrain:F1} s"));
        output.WriteLine(
            $"Accuracy {Percent.Text(report.Accuracy)} %, mean per class {Percent.Text(report.MeanPerClassAccuracy)} %, "
            + $"calibration error {Percent.Text(report.CalibrationError)} %, cost {report.Cost.ToString(CultureInfo.InvariantCulture)}");
        output.WriteLine($"Model: {Output}");
    }
}
