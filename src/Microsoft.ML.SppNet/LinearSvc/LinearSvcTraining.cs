using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>One fit of a trainer: reads the rows, solves, and tells the log.</summary>
internal sealed class LinearSvcTraining(IHost host, LinearSvcOptions options, LinearSvcColumns columns)
{
    internal LinearSvcSolution Multiclass(IDataView input, DataViewSchema.Column labelColumn)
    {
        var key = (KeyDataViewType)labelColumn.Type;
        if (key.Count is < 2 or > int.MaxValue)
            throw new InvalidOperationException($"The key type of label column '{labelColumn.Name}' has {key.Count} values: a linear SVM needs from 2 to {int.MaxValue}.");
        int classes = (int)key.Count;

        using IChannel log = host.Start("LinearSvc");
        // A key counts from 1, and 0 is the missing key.
        TrainingRows<uint> rows = TrainingRows<uint>.Read(host, input, columns, label => label != 0, classes, options.MemoryLimit);
        Describe(log, rows.Features, rows.Skipped, classes);
        int[] labels = [.. rows.Labels.Select(label => (int)label - 1)];
        CheckTwoClasses(labels, labelColumn.Name);
        return Report(log, Solver(rows.Features).SolveOneVersusRest(labels, classes, options, rows.Weights));
    }

    internal LinearSvcSolution Binary(IDataView input)
    {
        using IChannel log = host.Start("LinearSvc");
        TrainingRows<bool> rows = TrainingRows<bool>.Read(host, input, columns, _ => true, 1, options.MemoryLimit);
        Describe(log, rows.Features, rows.Skipped, 2);
        sbyte[] signs = [.. rows.Labels.Select(label => (sbyte)(label ? 1 : -1))];
        if (signs.Distinct().Count() == 1)
            log.Warning(MessageSensitivity.None, $"All {signs.Length} rows have label {(signs[0] > 0)}: the model can only learn that one class.");
        return Report(log, Solver(rows.Features).SolveBinary(signs, options, rows.Weights));
    }

    private LinearSvcSolver Solver(FeatureMatrix features) => new(features) { CheckAlive = () => TrainerEnvironment.CheckAlive(host) };

    private static void CheckTwoClasses(int[] labels, string name)
    {
        int[] present = [.. labels.Distinct().Take(2)];
        if (present.Length < 2)
            throw new InvalidOperationException(
                $"All {labels.Length} rows have the same value in label column '{name}' (key {present[0] + 1}): a linear SVM needs rows of at least two classes.");
    }

    private static void Describe(IChannel log, FeatureMatrix features, int skipped, int classes)
    {
        log.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Training on {features.Rows} rows x {features.Columns} features ({features.Bytes} bytes in float32), {classes} classes."));
        if (skipped > 0)
            log.Warning(MessageSensitivity.None, $"Skipped {skipped} rows without a label.");
    }

    private LinearSvcSolution Report(IChannel log, LinearSvcSolution solution)
    {
        log.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"Solved with objective {solution.Objective:g8}, at most {solution.Reports.Sum(report => report.DualityGap):g3} above its minimum, in {solution.Reports.Sum(report => report.Iterations)} passes."));
        int empty = solution.Classes == 1 ? 0 : solution.Reports.Count(report => report.Positives == 0);
        if (empty > 0)
            log.Warning(MessageSensitivity.None, $"{empty} of {solution.Classes} classes have no training row and will never be predicted.");
        int unfinished = solution.Reports.Count(report => !report.Converged);
        if (unfinished > 0)
            log.Warning(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture,
                $"{unfinished} of {solution.Classes} classes did not reach the tolerance {options.Tolerance} in {options.MaximumIterations} passes."));
        return solution;
    }
}
