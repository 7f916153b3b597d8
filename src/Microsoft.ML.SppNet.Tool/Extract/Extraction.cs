using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet extract</c>.</summary>
internal sealed record Extraction(ToolConsole Console, string Images, string Output)
{
    internal required bool SkipBad { get; init; }

    /// <summary>The classes' numbers from an earlier run; null to number those that the images have.</summary>
    internal required string? ClassesPath { get; init; }

    internal required NetworkChoice Network { get; init; }

    internal required FeatureChoice Features { get; init; }

    internal required RunChoice Run { get; init; }

    internal int Execute(CancellationToken cancellation)
    {
        FeatureFile.CheckName(Output);
        if (ClassesPath is not null && !FeatureFile.NeedsClasses(Output))
            throw ToolException.Usage($"--classes numbers the classes of a .svm file, and --output is '{Output}'.");
        OutputPaths.Check(
            [("--images", Images), ("--network", Network.Path), ("--classes", ClassesPath)],
            [("--output", Output), .. FeatureFile.Companions(Output).Select(path => ("--output", (string?)path)),
                ("--json", Run.JsonPath)]);
        IReadOnlyList<ImageEntry> images = ImageSource.Read(Images);
        ClassNumbers? classes = FeatureFile.NeedsClasses(Output) ? ClassNumbers.Of(images, ClassesPath) : null;
        using SppNetwork network = Network.Open(Console.Warn);
        RunDevice device = Run.Start();
        using SppFeatureExtractor extractor = Features.Open(network, device);
        InferencePrecision asked = Features.OptionsFor(network).Precision;
        if (extractor.Precision != asked)
            Console.Error.WriteLine(
                $"sppnet: this processor has no {Name(asked)} instructions; features are computed in "
                    + $"{Name(extractor.Precision)}.");
        using FeatureFile file = FeatureFile.Create(Output, extractor.Dimensions[0], classes);

        var watch = Stopwatch.StartNew();
        (int done, int skipped, bool cancelled) = Write(images, extractor, file, cancellation);
        if (cancelled && done == 0)
        {
            Console.Error.WriteLine("sppnet: cancelled before the first image was finished; nothing was written.");
            return ExitCode.Cancelled;
        }

        if (done == 0)
            throw ToolException.BadInput($"None of the {images.Count} images could be used; nothing was written.");
        file.Commit();
        Report(new ExtractionReport(done, extractor.Dimensions[0], watch.Elapsed.TotalSeconds, extractor.NetworkTime.TotalSeconds)
        {
            PeakWorkingSetBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            Skipped = skipped,
            Device = device.ToString(),
            Precision = Name(extractor.Precision),
        });
        if (!cancelled)
            return ExitCode.Done;
        Console.Error.WriteLine($"sppnet: cancelled; '{Output}' holds the first {done} of {images.Count} images.");
        return ExitCode.Cancelled;
    }

    private static string Name(InferencePrecision precision) => precision switch
    {
        InferencePrecision.BFloat16 => "bfloat16",
        InferencePrecision.TensorFloat32 => "tf32",
        _ => "float32",
    };

    private (int Done, int Skipped, bool Cancelled) Write(
        IReadOnlyList<ImageEntry> images, SppFeatureExtractor extractor, FeatureFile file, CancellationToken cancellation)
    {
        int done = 0, skipped = 0;
        using var progress = new ProgressBar(Console, Run.Quiet, images.Count);
        using IEnumerator<SppFeatureResult> results =
            extractor.ExtractMany(images.Select(image => image.Path), cancellation).GetEnumerator();
        try
        {
            while (BoundedWait.For(() => results.MoveNext() ? results.Current : null, cancellation) is { } result)
            {
                ImageEntry image = images[done + skipped];
                if (result.Error is { } error)
                {
                    progress.Clear();
                    ToolException bad = ToolException.BadImage(image, error);
                    if (!SkipBad)
                        throw bad;
                    Console.Error.WriteLine($"sppnet: skipped: {bad.Message}");
                    skipped++;
                }
                else
                {
                    file.Write(image, result.Vectors![0]);
                    done++;
                }

                progress.Report(done + skipped);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (done, skipped, true);
        }

        return (done, skipped, false);
    }

    private void Report(ExtractionReport report)
    {
        JsonFile.Write(Run.JsonPath, report);
        string skipped = report.Skipped > 0 ? $", {report.Skipped} skipped" : "";
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Output}: {report.Images} images, {report.Dimensions} dimensions, {report.Seconds:F1} s, {report.ImagesPerSecond:F1} "
                + $"images/s{skipped}"));
    }
}
