using System.CommandLine;
using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>evaluate --json</c> tells, accuracies in percent; the names are a contract with scripts.</summary>
internal sealed record EvaluationReport(int Images, double? Accuracy, double? MeanPerClassAccuracy, int Skipped);

/// <summary><c>sppnet evaluate</c>: how well a model does on photographs whose classes are known.</summary>
internal static class EvaluateCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var model = new Option<string>("--model") { Description = "A model of sppnet fit.", HelpName = "MODEL.zip", Required = true };
        Option<string> data = LabeledImages.Option();
        var options = new RunOptions();
        var command = new CliCommand("evaluate", "Test a model on photographs whose classes are known.") { model, data };
        options.AddTo(command);
        command.SetAction(result =>
        {
            RunChoice run = options.Read(result);
            OutputPaths.Check([("--model", result.GetValue(model)), ("--data", result.GetValue(data))], [("--json", run.JsonPath)]);
            EvaluationReport report = Run(
                console, result.GetRequiredValue(model), result.GetRequiredValue(data), run, cancellation);
            console.Output.WriteLine(
                $"{report.Images} images: accuracy {Percent.Text(report.Accuracy)} %, mean per class "
                    + $"{Percent.Text(report.MeanPerClassAccuracy)} %");
            JsonFile.Write(run.JsonPath, report);
            return ExitCode.Done;
        });
        return command;
    }

    private static EvaluationReport Run(ToolConsole console, string model, string folder, RunChoice run, CancellationToken cancellation)
    {
        ClassFolder data = LabeledImages.Read(folder, console);
        using TrainedClassifier classifier = TrainedClassifier.Open(model, run.Start());
        string[] classes = [.. classifier.Classes];
        if (data.Classes.FirstOrDefault(name => !classes.Contains(name)) is { } unknown)
            throw ToolException.BadInput(
                $"'{folder}' has a class '{unknown}', and the classes of '{model}' are {string.Join(", ", classes)}.");
        var counts = new ConfusionCounts(classes);
        int row = 0, skipped = 0;
        using var bar = new ProgressBar(console, run.Quiet, data.Images.Count);
        using IEnumerator<ImageScores> scores =
            classifier.Score([.. data.Images.Select(image => new ImageEntry(image.Name, image.Path))], cancellation).GetEnumerator();
        while (Next(scores, console, bar, row, data.Images.Count, cancellation) is { } found)
        {
            if (found.Error is not null)
            {
                bar.Clear();
                console.Error.WriteLine($"sppnet: skipped: {found.Error}");
                skipped++;
            }
            else
            {
                counts.Add(Array.IndexOf(classes, data.Classes[data.Labels[row]]), Array.IndexOf(found.Scores, found.Scores.Max()));
            }

            bar.Report(++row);
        }

        return skipped == row
            ? throw ToolException.BadInput($"None of the {row} images could be used.")
            : new EvaluationReport(row - skipped, Percent.Of(counts.OverallAccuracy), Percent.Of(counts.MeanPerClassAccuracy), skipped);
    }

    /// <summary>The next image's scores; null after the last. A run that is cancelled says what becomes of those before.</summary>
    private static ImageScores? Next(
        IEnumerator<ImageScores> scores, ToolConsole console, ProgressBar bar, int done, int all, CancellationToken cancellation)
    {
        try
        {
            return scores.MoveNext() ? scores.Current : null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            bar.Clear();
            console.Error.WriteLine(
                $"sppnet: {done} of {all} images were scored and are not kept: evaluate begins anew. predict keeps its rows and goes on "
                    + "from them.");
            throw;
        }
    }
}
