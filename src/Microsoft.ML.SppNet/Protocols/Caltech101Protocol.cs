using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>
/// The Caltech-101 protocol of He et al., section 3.3: a one-versus-rest linear SVM on features, so many training and test images per
/// class, random splits, accuracies averaged.
/// </summary>
public static class Caltech101Protocol
{
    /// <summary>Trains and tests on every split.</summary>
    /// <param name="features">A row per image, in the order of <paramref name="data"/>.</param>
    /// <param name="data">Classes and labels.</param>
    /// <param name="options">Null for the paper's numbers.</param>
    /// <exception cref="ArgumentException">Rows and images differ in number, or an option is out of range.</exception>
    /// <exception cref="InvalidDataException">A class has too few images; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static Caltech101Result Run(FeatureMatrix features, ClassFolder data, Caltech101Options? options = null)
    {
        options ??= new Caltech101Options();
        return Run(data, options, (train, test, seed) => SvmSplit(features, data, options, train, test, seed));
    }

    /// <summary>Runs the splits with any classifier: ML.NET's softmax, for instance.</summary>
    /// <param name="data">Classes and labels.</param>
    /// <param name="options">The protocol's numbers.</param>
    /// <param name="classify">Given the indices of training and test images and a seed, trains and gives the split's result.</param>
    internal static Caltech101Result Run(ClassFolder data, Caltech101Options options, Func<int[], int[], int, Caltech101Split> classify)
    {
        ArgumentNullException.ThrowIfNull(data);
        options.Check();
        var splits = new List<Caltech101Split>();
        for (int split = 0; split < options.Splits; split++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            int seed = unchecked(options.Seed + split);
            ClassSplit drawn = ClassSplit.ByCount(data.Labels, options.TrainPerClass, options.TestPerClass, seed, data.Classes);
            splits.Add(classify([.. drawn.Train], [.. drawn.Test], seed));
            options.Progress?.Report(new ProtocolProgress(split + 1, options.Splits));
        }

        return new Caltech101Result(splits);
    }

    private static Caltech101Split SvmSplit(
        FeatureMatrix features, ClassFolder data, Caltech101Options options, int[] train, int[] test, int seed)
    {
        if (features.Rows != data.Images.Count)
            throw new ArgumentException($"There are {features.Rows} rows of features for {data.Images.Count} images.", nameof(features));
        FeatureMatrix rows = features.Select(train);
        int[] labels = Pick(data.Labels, train);
        double cost = options.Cost ?? CostSelection.Choose(
            train.Length, labels, seed, (part, rest, costs) => Validate(rows, labels, data, part, rest, costs, options));
        ConfusionCounts confusion = TrainAndTest(
            new LinearSvcSolver(rows), labels, features.Select(test), Pick(data.Labels, test), data.Classes, cost, options);
        return new Caltech101Split(confusion, cost);
    }

    /// <summary>One solver for all costs: what it prepares of the features serves them all.</summary>
    internal static double[] Validate(
        FeatureMatrix rows, int[] labels, ClassFolder data, int[] part, int[] rest, double[] costs, Caltech101Options options,
        IProgress<LinearSvcProgress>? solved = null)
    {
        var solver = new LinearSvcSolver(rows.Select(part));
        FeatureMatrix test = rows.Select(rest);
        int[] trainLabels = Pick(labels, part), testLabels = Pick(labels, rest);
        return [.. costs.Select(cost => TrainAndTest(solver, trainLabels, test, testLabels, data.Classes, cost, options, solved).MeanPerClassAccuracy)];
    }

    private static ConfusionCounts TrainAndTest(
        LinearSvcSolver solver, int[] labels, FeatureMatrix test, int[] testLabels, IReadOnlyList<string> classes, double cost,
        Caltech101Options options, IProgress<LinearSvcProgress>? solved = null)
    {
        var svm = new LinearSvcOptions { Cost = cost, CancellationToken = options.CancellationToken, Progress = solved };
        LinearSvcSolution solution = solver.SolveOneVersusRest(labels, classes.Count, svm);
        int[] predicted = new int[test.Rows];
        Parallel.For(0, test.Rows, row => predicted[row] = solution.Predict(test[row]));
        return ConfusionCounts.From(testLabels, predicted, classes);
    }

    private static int[] Pick(IReadOnlyList<int> labels, int[] rows) => [.. rows.Select(row => labels[row])];
}
