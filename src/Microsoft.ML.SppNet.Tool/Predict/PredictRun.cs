using System.Globalization;
using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A class and how probable it is, 0 to 1.</summary>
internal sealed record ClassProbability(string Class, float Probability);

/// <summary>One image's classes, best first; the names are a contract with scripts.</summary>
internal sealed record ImagePrediction(string Image, string Class, float Probability, IReadOnlyList<ClassProbability> Top);

/// <summary>One run of <c>sppnet predict</c>.</summary>
internal sealed record PredictRun(ToolConsole Console, string Model, string Images, string Output)
{
    internal required int Top { get; init; }

    internal required bool Quiet { get; init; }

    private bool AsJson => Path.GetExtension(Output).Equals(".json", StringComparison.OrdinalIgnoreCase);

    internal int Execute(CancellationToken cancellation)
    {
        if (!AsJson && !Path.GetExtension(Output).Equals(".csv", StringComparison.OrdinalIgnoreCase))
            throw ToolException.Usage($"--output ends in .csv or .json, which says the format; '{Output}' does not.");
        OutputPaths.Check([("--model", Model), ("--images", Images)], [("--output", Output)]);
        IReadOnlyList<ImageEntry> images = ImageSource.Read(Images);
        using TrainedClassifier classifier = TrainedClassifier.Open(Model);
        var found = new List<ImagePrediction>();
        bool cancelled = Predict(classifier, images, found, cancellation);
        if (found.Count == 0)
            throw cancelled ? new OperationCanceledException(cancellation) : ToolException.BadInput($"None of the {images.Count} images could be used; nothing was written.");
        Write(found);
        Console.Output.WriteLine($"{Output}: {found.Count} of {images.Count} images");
        if (cancelled)
            Console.Error.WriteLine($"sppnet: cancelled; '{Output}' holds the first {found.Count} of {images.Count} images.");
        return cancelled ? ExitCode.Cancelled : ExitCode.Done;
    }

    private bool Predict(TrainedClassifier classifier, IReadOnlyList<ImageEntry> images, List<ImagePrediction> found, CancellationToken cancellation)
    {
        using var bar = new ProgressBar(Console, Quiet, images.Count);
        int done = 0;
        try
        {
            foreach (ImageScores scores in classifier.Score(images, cancellation))
            {
                if (scores.Error is null)
                {
                    found.Add(Best(scores, classifier.Classes));
                }
                else
                {
                    bar.Clear();
                    Console.Error.WriteLine($"sppnet: skipped: {scores.Error}");
                }

                bar.Report(++done);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return true;
        }

        return false;
    }

    private ImagePrediction Best(ImageScores image, IReadOnlyList<string> classes)
    {
        if (image.Scores.Any(score => !(score >= 0)) || Math.Abs(image.Scores.Sum() - 1) > 1e-3)
            throw ToolException.BadInput($"'{Model}' gives scores that are no probabilities, for '{image.Image.Path}' for instance: calibrate it, as sppnet fit does.");
        ClassProbability[] top = [.. classes.Select((name, index) => new ClassProbability(name, image.Scores[index]))
            .OrderByDescending(one => one.Probability).Take(Top)];
        return new ImagePrediction(image.Image.Name, top[0].Class, top[0].Probability, top);
    }

    private void Write(List<ImagePrediction> found)
    {
        if (AsJson)
        {
            JsonFile.Write(Output, found);
            return;
        }

        AtomicFile.Write(Output, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            IEnumerable<string> columns = found[0].Top.Select((_, index) => index == 0 ? "class,probability" : $"class{index + 1},probability{index + 1}");
            writer.WriteLine($"image,{string.Join(',', columns)}");
            foreach (ImagePrediction row in found)
                writer.WriteLine($"{Quoted(row.Image)},{string.Join(',', row.Top.Select(one => $"{Quoted(one.Class)},{one.Probability.ToString("R", CultureInfo.InvariantCulture)}"))}");
        });
    }

    /// <summary>A field as RFC 4180 has it.</summary>
    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
