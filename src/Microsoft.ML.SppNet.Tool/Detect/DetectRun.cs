using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet detect run</c>.</summary>
internal sealed record DetectRun(ToolConsole Console, string Images)
{
    internal required string[] Models { get; init; }

    internal required Func<string, OpenDetectors> Open { get; init; }

    internal required float? Threshold { get; init; }

    internal required string? Output { get; init; }

    internal required string? Pictures { get; init; }

    internal required bool SkipBad { get; init; }

    internal required int? Threads { get; init; }

    internal required bool Quiet { get; init; }

    internal int Execute(CancellationToken cancellation)
    {
        if (Threshold is float.NaN)
            throw ToolException.Usage("--threshold is a number.");
        DetectionRows.CheckName(Output);
        OutputPaths.Check([("--images", Images), .. Models.Select(model => ("--model", (string?)model))], [("--output", Output)]);
        if (Pictures is not null && WritableFolder.Problem(Pictures) is { } problem)
            throw ToolException.BadInput($"Cannot write to '{Pictures}': {problem}.");
        if (Threads is { } threads)
            SppNetwork.Threads = threads;
        IReadOnlyList<ImageEntry> images = ImageSource.Read(Images);
        using OpenDetectors detectors = Open(Directory.Exists(Images) ? Images : Path.GetDirectoryName(Path.GetFullPath(Images))!);
        var rows = new List<DetectionRow>();
        using var bar = new ProgressBar(Console, Quiet, images.Count);
        int bad = 0;
        for (int index = 0; index < images.Count; bar.Report(++index))
        {
            try
            {
                rows.AddRange(BoundedWait.For(() => Detect(detectors.Detector, images[index], cancellation), cancellation));
            }
            catch (ImageReadException error)
            {
                bar.Clear();
                ToolException refused = ToolException.BadImage(images[index], error);
                if (!SkipBad)
                    throw refused;
                Console.Error.WriteLine($"sppnet: skipped: {refused.Message}");
                bad++;
            }
        }

        bar.Clear();
        if (bad == images.Count)
            throw ToolException.BadInput($"None of the {images.Count} images could be used; nothing was written.");
        DetectionRows.Write(Output, Console.Output, rows);
        if (Output is not null)
            Console.Output.WriteLine($"{Output}: {rows.Count} objects in {images.Count - bad} images");
        return ExitCode.Done;
    }

    private DetectionRow[] Detect(IObjectDetector detector, ImageEntry entry, CancellationToken cancellation)
    {
        using MLImage image = ImageFile.Load(entry.Path);
        IReadOnlyList<DetectedObject> found =
            ToolException.RefusedAsInput(() => detector.Detect(image, Threshold, cancellationToken: cancellation));
        if (Pictures is not null)
            BoxPicture.Write(Path.Combine(Pictures, BoxPicture.FileNameOf(entry.Name)), image, found);
        return [.. found.Select(one => new DetectionRow(
            entry.Name, one.ClassName, one.Score, one.Box.Left, one.Box.Top, one.Box.Right, one.Box.Bottom))];
    }
}
