using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>One fit of a trainer: reads the rows, solves, calibrates where asked, and tells the log.</summary>
internal sealed class LinearSvcTraining(IHost host, LinearSvcOptions options, LinearSvcCalibration? calibration, LinearSvcColumns columns)
{
    internal (LinearSvcSolution Solution, SoftmaxFactor Factor) Multiclass(IDataView input)
    {
        DataViewSchema.Column labelColumn = input.Schema[columns.Label];
        var key = (KeyDataViewType)labelColumn.Type;
        if (key.Count is < 2 or > int.MaxValue)
            throw new InvalidOperationException(
                $"The key type of label column '{labelColumn.Name}' has {key.Count} values: a linear SVM needs from 2 to {int.MaxValue}.");
        int classes = (int)key.Count;

        using IChannel log = host.Start("LinearSvc");
        // A key counts from 1, and 0 is the missing key.
        TrainingRows<uint> rows = TrainingRows<uint>.Read(host, input, columns, label => label != 0, classes, options.MemoryLimit);
        Describe(log, rows.Features, rows.Skipped, classes);
        int[] labels = [.. rows.Labels.Select(label => (int)label - 1)];
        CheckTwoClasses(labels, labelColumn.Name);
        (LinearSvcSolution solution, SoftmaxFactor factor) = Fit(
            log, rows.Features, labels, rows.Weights, classes,
            (solver, some, chosen) => solver.SolveOneVersusRest(some, classes, chosen, rows.Weights), held => held.Factor());
        if (calibration is not null)
            Report(log, factor);
        return (solution, factor);
    }

    internal (LinearSvcSolution Solution, PlattSigmoid Sigmoid) Binary(IDataView input)
    {
        using IChannel log = host.Start("LinearSvc");
        TrainingRows<bool> rows = TrainingRows<bool>.Read(host, input, columns, _ => true, 1, options.MemoryLimit);
        Describe(log, rows.Features, rows.Skipped, 2);
        int[] labels = [.. rows.Labels.Select(label => label ? 1 : 0)];
        if (labels.Distinct().Count() == 1)
            log.Warning(
                MessageSensitivity.None, $"All {labels.Length} rows have label {labels[0] == 1}: the model can only learn that one class.");
        return Fit(
            log, rows.Features, labels, rows.Weights, 1,
            (solver, some, chosen) => solver.SolveBinary(OneVersusRest.Signs(some, 1), chosen, rows.Weights), held => held.Sigmoid());
    }

    private (LinearSvcSolution Solution, T Calibrated) Fit<T>(
        IChannel log, FeatureMatrix features, int[] labels, float[] weights, int problems,
        Func<LinearSvcSolver, int[], LinearSvcOptions, LinearSvcSolution> solve, Func<HeldOutScores, T> calibrate)
        where T : struct
    {
        var solver = new LinearSvcSolver(features) { CheckAlive = () => HostRules.CheckAlive(host) };
        if (calibration is null)
            return (Report(log, solve(solver, labels, options)), default);

        SolverMemory.Check(features.Rows, features.Columns, problems, options.MemoryLimit, valuesPerClass: true);
        int[] folds = StratifiedFolds.Assign(labels, calibration.Folds, calibration.Seed);
        LinearSvcOptions counted = options.Progress is null
            ? options
            : options.WithProgress(new CountingProgress<LinearSvcProgress>(
                options.Progress, problems * (folds.Distinct().Count() + 1), (done, total) => new(done, total)));
        T calibrated = calibrate(HeldOutScores.Of(features, labels, weights, folds, problems, some => solve(solver, some, counted)));
        return (Report(log, solve(solver, labels, counted)), calibrated);
    }

    private static void CheckTwoClasses(int[] labels, string name)
    {
        int[] present = [.. labels.Distinct().Take(2)];
        if (present.Length < 2)
            throw new InvalidOperationException(
                $"All {labels.Length} rows have the same value in label column '{name}' (key {present[0] + 1}): "
                + "a linear SVM needs rows of at least two classes.");
    }

    private static void Describe(IChannel log, FeatureMatrix features, int skipped, int classes)
    {
        log.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Training on {features.Rows} rows x {features.Columns} features ({features.Bytes} bytes in float32), {classes} classes."));
        if (skipped > 0)
            log.Warning(MessageSensitivity.None, $"Skipped {skipped} rows without a label.");
    }

    private static void Report(IChannel log, SoftmaxFactor factor)
    {
        if (factor.Informative)
            log.Info(MessageSensitivity.None, FormattableString.Invariant($"Probabilities are softmax({factor.Value:g4} * score)."));
        else
            log.Warning(
                MessageSensitivity.None,
                "Scores of rows that were held out rank classes no better than chance: "
                + "the probabilities of all classes are nearly the same.");
    }

    private LinearSvcSolution Report(IChannel log, LinearSvcSolution solution)
    {
        double gap = solution.Reports.Sum(report => report.DualityGap);
        int passes = solution.Reports.Sum(report => report.Iterations);
        log.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Solved with objective {solution.Objective:g8}, at most {gap:g3} above its minimum, in {passes} passes."));
        int empty = solution.Classes == 1 ? 0 : solution.Reports.Count(report => report.Positives == 0);
        if (empty > 0)
            log.Warning(
                MessageSensitivity.None, $"{empty} of {solution.Classes} classes have no training row and will never be predicted.");
        int unfinished = solution.Reports.Count(report => !report.Converged);
        if (unfinished > 0)
            log.Warning(MessageSensitivity.None, string.Create(
                CultureInfo.InvariantCulture,
                $"{unfinished} of {solution.Classes} classes did not reach the tolerance {options.Tolerance} "
                + $"in {options.MaximumIterations} passes."));
        return solution;
    }
}
