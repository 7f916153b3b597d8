using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet classify features</c>.</summary>
internal sealed record FeatureFilesRun(ToolConsole Console, string Train, string Test)
{
    internal required string? JsonPath { get; init; }

    internal required bool Quiet { get; init; }

    internal int Execute(Func<IProgress<LinearSvcProgress>, LinearSvcOptions> options)
    {
        OutputPaths.Check([("--train", Train), ("--test", Test)], [("--json", JsonPath)]);
        LabeledRows train = LabeledRows.Read(Train), test = LabeledRows.Read(Test, train.Features.Columns);
        // Two extractions may number their classes differently: then the names say which is which.
        if (ClassNumbers.BesideFeatures(Train) is { } trainNames && ClassNumbers.BesideFeatures(Test) is { } testNames)
            (train, test) = (train.Named(trainNames, Train), test.Named(testNames, Test));
        string[] classes = train.DistinctClasses();
        if (classes.Length < 2)
            throw ToolException.BadInput($"'{Train}' has rows of one class only, {classes[0]}; a linear SVM tells two or more apart.");
        int[] labels = [.. train.Classes.Select(name => Array.IndexOf(classes, name))];

        (LinearSvcSolution solution, double seconds) = Solve(train.Features, labels, classes.Length, options);
        // A class that the training file lacks is never predicted: its rows count as wrong.
        int right = Enumerable.Range(0, test.Features.Rows).AsParallel()
            .Count(row => classes[Predict(solution, test.Features[row])] == test.Classes[row]);
        var report = new FeatureFilesReport(100.0 * right / test.Features.Rows, solution.Objective, seconds)
        {
            TrainRows = train.Features.Rows, TestRows = test.Features.Rows, Features = train.Features.Columns, Classes = classes.Length,
        };
        JsonFile.Write(JsonPath, report);
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.TrainRows} rows to train, {report.TestRows} to test, {report.Features} features, {report.Classes} classes"));
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Accuracy {report.Accuracy:F2} %, objective {report.Objective:G9}, training {report.SecondsTrain:F2} s"));
        return ExitCode.Done;
    }

    private (LinearSvcSolution Solution, double Seconds) Solve(
        FeatureMatrix rows, int[] labels, int classes, Func<IProgress<LinearSvcProgress>, LinearSvcOptions> options)
    {
        using var bar = new ProgressBar(Console, Quiet, classes == 2 ? 1 : classes);
        LinearSvcOptions chosen = options(new StepProgress<LinearSvcProgress>(progress => bar.Report(progress.ClassesDone)));
        var watch = Stopwatch.StartNew();
        var solver = new LinearSvcSolver(rows);
        // Two classes are one problem, as in LIBLINEAR: the second would be its mirror image.
        LinearSvcSolution solution = classes == 2
            ? solver.SolveBinary(Array.ConvertAll(labels, label => (sbyte)(label == 1 ? 1 : -1)), chosen)
            : solver.SolveOneVersusRest(labels, classes, chosen);
        double seconds = watch.Elapsed.TotalSeconds;
        bar.Clear();
        int unfinished = solution.Reports.Count(report => !report.Converged);
        if (unfinished > 0)
            Console.Warn(
                $"for {unfinished} of {solution.Classes} problems the tolerance was not reached within {chosen.MaximumIterations} passes.");
        return (solution, seconds);
    }

    private static int Predict(LinearSvcSolution solution, ReadOnlySpan<float> row)
    {
        if (solution.Classes > 1)
            return solution.Predict(row);
        Span<float> score = [0];
        solution.Scores(row, score);
        return score[0] > 0 ? 1 : 0;
    }
}
