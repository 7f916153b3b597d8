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

    internal int Execute(CancellationToken cancellation)
    {
        OutputPaths.Check([("--network", Source.Network.Path)], [("--output", Output), ("--json", Source.Run.JsonPath)]);
        ClassFolder data = ToolException.RefusedAsInput(() => ClassFolder.Read(Data, Source.Console.Warn));
        Check(data);
        ExtractedFeatures features = Source.Extract([.. data.Images.Select(image => image.Path)], perTap: false, cancellation);

        var watch = Stopwatch.StartNew();
        var mlContext = new MLContext(Seed);
        using SppNetwork network = Source.Network.Open(_ => { });
        SppFeatureEstimator extraction = mlContext.Transforms.ExtractSppFeatures("ImagePath", network, Source.Features.Options, Source.Features.Column);
        ImageClassifier fitted = ImageClassifierFit.Run(mlContext, extraction, features.Matrices[0], data, TestShare, Seed, Cost, cancellation);
        using var model = fitted.Model;
        AtomicFile.Write(Output, stream => mlContext.Model.Save(model, fitted.Schema, stream));
        Report(new FitReport(
            data.Classes.Count, fitted.Split.Train.Count, fitted.Split.Test.Count, Percent.Of(fitted.Confusion.OverallAccuracy),
            Percent.Of(fitted.Confusion.MeanPerClassAccuracy), fitted.Cost, features.Seconds, watch.Elapsed.TotalSeconds)
        {
            CalibrationError = Percent.Of(fitted.Reliability.ExpectedCalibrationError),
        });
        return ExitCode.Done;
    }

    private void Check(ClassFolder data)
    {
        if (data.Classes.Count < 2)
            throw ToolException.BadInput($"'{Data}' has images of one class only, {data.Classes[0]}; a classifier tells two or more apart.");
        int[] counts = [.. data.Classes.Select((_, index) => data.Labels.Count(label => label == index))];
        if (counts.Max() < 2)
            throw ToolException.BadInput($"'{Data}' has one image of each class; at least one class needs two, to learn how sure an answer is.");
        for (int index = 0; index < counts.Length; index++)
        {
            if (counts[index] == 1)
                Source.Console.Warn($"class {data.Classes[index]} has a single image: it is trained on, and how well the class is recognised cannot be said.");
        }
    }

    private void Report(FitReport report)
    {
        TextWriter output = Source.Console.Output;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Classes} classes, {report.Train} images to train, {report.Test} to test; features {report.SecondsExtract:F1} s, training {report.SecondsTrain:F1} s"));
        output.WriteLine(
            $"Accuracy {Percent.Text(report.Accuracy)} %, mean per class {Percent.Text(report.MeanPerClassAccuracy)} %, "
            + $"calibration error {Percent.Text(report.CalibrationError)} %, cost {report.Cost.ToString(CultureInfo.InvariantCulture)}");
        output.WriteLine($"Model: {Output}");
        JsonFile.Write(Source.Run.JsonPath, report);
    }
}
