using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>
/// The VOC 2007 classification protocol of He et al., section 3.2: a linear SVM per class on L2-normalised features of full images, no
/// augmentation, mean average precision over the 20 classes. Images in which a class appears only as difficult count neither way.
/// </summary>
public static class Voc2007Protocol
{
    /// <summary>Trains on one image set and tests on another.</summary>
    /// <param name="train">A row per image of <paramref name="trainSet"/>, in its order.</param>
    /// <param name="trainSet">Training labels.</param>
    /// <param name="test">A row per image of <paramref name="testSet"/>, in its order.</param>
    /// <param name="testSet">Test labels.</param>
    /// <param name="options">Null for the paper's numbers.</param>
    /// <exception cref="ArgumentException">
    /// Rows and images differ in number, the cost is not above 0, or a class has no positive or no negative training image; the message
    /// names it.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static Voc2007Result Run(
        FeatureMatrix train, PascalVoc trainSet, FeatureMatrix test, PascalVoc testSet, Voc2007Options? options = null)
    {
        options ??= new Voc2007Options();
        options.Check();
        CheckRows(train, trainSet);
        CheckRows(test, testSet);
        sbyte[][] trainLabels = Labels(trainSet), testLabels = Labels(testSet);
        CheckLabels(trainLabels);
        int classes = trainLabels.Length;
        CountingProgress<ProtocolProgress> steps = ProtocolProgress.Counting(options.Progress,
            options.Cost is null ? 2 * classes : classes);
        CancellationToken cancellation = options.CancellationToken;
        double[] costs = options.Cost is { } given
            ? [.. Enumerable.Repeat(given, classes)]
            : ChooseCosts(train, trainLabels, steps, cancellation);

        var scores = new float[classes][];
        var solver = new LinearSvcSolver(train);
        foreach (IGrouping<double, int> group in Enumerable.Range(0, classes).GroupBy(index => costs[index]))
        {
            int[] members = [.. group];
            float[][] found = Score(solver, [.. members.Select(index => trainLabels[index])], test, group.Key, steps, cancellation);
            for (int member = 0; member < members.Length; member++)
                scores[members[member]] = found[member];
        }

        return new Voc2007Result(
            [.. Enumerable.Range(0, classes).Select(index => Evaluate(index, scores[index], testLabels[index], costs[index]))]);
    }

    private static Voc2007Class Evaluate(int index, float[] scores, sbyte[] labels, double cost)
    {
        PrecisionRecallCurve curve = PrecisionRecallCurve.FromScores(scores, labels);
        return new Voc2007Class(
            PascalVoc.ClassNames[index], AveragePrecision.ElevenPoint(curve), AveragePrecision.Area(curve), curve, cost);
    }

    private static double[] ChooseCosts(FeatureMatrix train, sbyte[][] labels, CountingProgress<ProtocolProgress> steps,
        CancellationToken cancellation)
    {
        double[] chosen = new double[labels.Length];
        for (int index = 0; index < chosen.Length; index++)
        {
            sbyte[] signs = labels[index];
            chosen[index] = CostSelection.Choose(
                train.Rows, [.. signs.Select(sign => (int)sign)], index,
                (part, rest, costs) => Validate(train, signs, part, rest, costs, cancellation));
            steps.Next();
        }

        return chosen;
    }

    private static double[] Validate(
        FeatureMatrix train, sbyte[] signs, int[] part, int[] rest, double[] costs, CancellationToken cancellation)
    {
        var solver = new LinearSvcSolver(train.Select(part));
        FeatureMatrix test = train.Select(rest);
        sbyte[] trainSigns = [.. part.Select(row => signs[row])], testSigns = [.. rest.Select(row => signs[row])];
        return [.. costs
            .Select(cost => AveragePrecision.Area(Score(solver, [trainSigns], test, cost, null, cancellation)[0], testSigns))
            .Select(area => double.IsNaN(area) ? 0 : area)];
    }

    private static float[][] Score(
        LinearSvcSolver solver, sbyte[][] signs, FeatureMatrix test, double cost, CountingProgress<ProtocolProgress>? steps,
            CancellationToken cancellation)
    {
        var svm = new LinearSvcOptions { Cost = cost, Progress = steps, CancellationToken = cancellation };
        LinearSvcSolution solution = solver.SolveEach(signs, svm);
        float[][] scores = [.. signs.Select(_ => new float[test.Rows])];
        Parallel.For(0, test.Rows, row =>
        {
            Span<float> all = new float[signs.Length];
            solution.Scores(test[row], all);
            for (int index = 0; index < signs.Length; index++)
                scores[index][row] = all[index];
        });
        return scores;
    }

    private static sbyte[][] Labels(PascalVoc set) =>
        [.. Enumerable.Range(0, PascalVoc.ClassNames.Count)
            .Select(index => set.Images.Select(image => (sbyte)image.Labels[index]).ToArray())];

    private static void CheckRows(FeatureMatrix features, PascalVoc set)
    {
        if (features.Rows != set.Images.Count)
            throw new ArgumentException(
                $"There are {features.Rows} rows of features for the {set.Images.Count} images of '{set.ImageSet}'.", nameof(features));
    }

    private static void CheckLabels(sbyte[][] labels)
    {
        for (int index = 0; index < labels.Length; index++)
        {
            bool positive = labels[index].Contains((sbyte)1);
            if (!positive || !labels[index].Contains((sbyte)-1))
                throw new ArgumentException(
                    $"The training set has no {(positive ? "negative" : "positive")} image of class '{PascalVoc.ClassNames[index]}'.",
                    nameof(labels));
        }
    }
}
