using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A class and how probable it is, 0 to 1.</summary>
internal sealed record ClassProbability(string Class, float Probability);

/// <summary>One image's classes, best first; the names are a contract with scripts.</summary>
internal sealed record ImagePrediction(string Image, string Class, float Probability, IReadOnlyList<ClassProbability> Top);

/// <summary>What <c>predict --json</c> tells; the names are a contract with scripts.</summary>
/// <param name="Images">Rows written.</param>
/// <param name="Skipped">Images left out because they could not be read.</param>
/// <param name="Resumed">Of the rows, those of an earlier run that was not finished.</param>
/// <param name="Seconds">For the others.</param>
internal sealed record PredictReport(int Images, int Skipped, int Resumed, double Seconds);

/// <summary>One run of <c>sppnet predict</c>.</summary>
internal sealed record PredictRun(ToolConsole Console, string Model, string Images, string Output)
{
    internal required int Top { get; init; }

    internal required RunChoice Run { get; init; }

    private bool AsJson => Path.GetExtension(Output).Equals(".json", StringComparison.OrdinalIgnoreCase);

    internal int Execute(CancellationToken cancellation)
    {
        if (!AsJson && !Path.GetExtension(Output).Equals(".csv", StringComparison.OrdinalIgnoreCase))
            throw ToolException.Usage($"--output ends in .csv or .json, which says the format; '{Output}' does not.");
        OutputPaths.Check(
            [("--model", Model), ("--images", Images)],
            [("--output", Output), ("--output", ImageJournal.PathOf(Output)), ("--json", Run.JsonPath)]);
        IReadOnlyList<ImageEntry> images = ImageSource.Read(Images);
        RunDevice device = Run.Start();
        using TrainedClassifier classifier = TrainedClassifier.Open(Model, device);
        using PredictionJournal journal = PredictionJournal.Open(Output, Model, device, Top);
        ImagePrediction?[] found = [.. images.Select(journal.Find)];
        int resumed = found.Count(row => row is not null);
        if (resumed > 0)
            Console.Error.WriteLine($"sppnet: {resumed} of {images.Count} images are known from a run that was not finished.");

        var watch = Stopwatch.StartNew();
        if (!Predict(classifier, images, found, journal, cancellation))
            return Cancelled(journal, images.Count);
        ImagePrediction[] rows = [.. found.OfType<ImagePrediction>()];
        if (rows.Length == 0)
            throw ToolException.BadInput($"None of the {images.Count} images could be used; nothing was written.");
        Write(rows);
        journal.Finish();
        Console.Output.WriteLine($"{Output}: {rows.Length} of {images.Count} images");
        JsonFile.Write(Run.JsonPath, new PredictReport(rows.Length, images.Count - rows.Length, resumed, watch.Elapsed.TotalSeconds));
        return ExitCode.Done;
    }

    private int Cancelled(PredictionJournal journal, int images)
    {
        Console.Error.WriteLine(journal.Count == 0
            ? "sppnet: cancelled before the first image was finished; nothing was written."
            : $"sppnet: cancelled; the rows of {journal.Count} of {images} images are in '{ImageJournal.PathOf(Output)}'; "
                + "the same command goes on from there.");
        return ExitCode.Cancelled;
    }

    /// <summary>Fills in what is missing.</summary>
    /// <returns>Whether it came to the end.</returns>
    private bool Predict(
        TrainedClassifier classifier, IReadOnlyList<ImageEntry> images, ImagePrediction?[] found, PredictionJournal journal,
        CancellationToken cancellation)
    {
        int[] missing = [.. Enumerable.Range(0, found.Length).Where(index => found[index] is null)];
        using var bar = new ProgressBar(Console, Run.Quiet, missing.Length);
        int done = 0;
        try
        {
            foreach (ImageScores scores in classifier.Score([.. missing.Select(index => images[index])], cancellation))
            {
                if (scores.Error is null)
                {
                    ImagePrediction prediction = Best(scores, classifier.Classes);
                    journal.Add(scores.Image, prediction);
                    found[missing[done]] = prediction;
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
            return false;
        }

        return true;
    }

    private ImagePrediction Best(ImageScores image, IReadOnlyList<string> classes)
    {
        if (image.Scores.Any(score => !(score >= 0)) || Math.Abs(image.Scores.Sum() - 1) > 1e-3)
        {
            throw ToolException.BadInput(
                $"'{Model}' gives scores that are no probabilities, for '{image.Image.Path}' for instance: calibrate it, as sppnet fit "
                    + "does.");
        }

        ClassProbability[] top = [.. classes.Select((name, index) => new ClassProbability(name, image.Scores[index]))
            .OrderByDescending(one => one.Probability).Take(Top)];
        return new ImagePrediction(image.Image.Name, top[0].Class, top[0].Probability, top);
    }

    private void Write(ImagePrediction[] found)
    {
        if (AsJson)
        {
            JsonFile.Write(Output, found);
            return;
        }

        AtomicFile.Write(Output, stream =>
        {
            using var writer =
                new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            IEnumerable<string> columns =
                found[0].Top.Select((_, index) => index == 0 ? "class,probability" : $"class{index + 1},probability{index + 1}");
            writer.WriteLine($"image,{string.Join(',', columns)}");
            foreach (ImagePrediction row in found)
                writer.WriteLine($"{CsvText.Quoted(row.Image)},{string.Join(',', row.Top.Select(Field))}");
        });
    }

    private static string Field(ClassProbability one) =>
        $"{CsvText.Quoted(one.Class)},{one.Probability.ToString("R", CultureInfo.InvariantCulture)}";
}
