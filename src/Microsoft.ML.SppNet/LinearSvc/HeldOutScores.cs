namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>Scores of rows by models that have not seen them, and what turns them into probabilities.</summary>
internal sealed class HeldOutScores
{
    private const string NothingHeldOut =
        "Probabilities need at least two rows of a class, one to train on and one to hold out: train without calibration, or add rows.";

    // [row][problem]; NaN where the row's fold had no model of that problem, null where it had no model at all.
    private readonly float[]?[] _scores;
    private readonly int[] _labels;
    private readonly float[] _weights;

    private HeldOutScores(int[] labels, float[] weights) => (_scores, _labels, _weights) = (new float[]?[labels.Length], labels, weights);

    /// <summary>Holds out one fold after the other.</summary>
    /// <param name="features">The rows.</param>
    /// <param name="labels">For each row its class.</param>
    /// <param name="weights">For each row its weight, or empty.</param>
    /// <param name="folds">For each row its fold.</param>
    /// <param name="problems">Binary problems per model: one per class, or 1 for two classes, of which class 1 is then the positive one.</param>
    /// <param name="solve">The model of the rows whose label is not −1.</param>
    internal static HeldOutScores Of(
        FeatureMatrix features, int[] labels, float[] weights, int[] folds, int problems, Func<int[], LinearSvcSolution> solve)
    {
        var held = new HeldOutScores(labels, weights);
        foreach (int fold in folds.Distinct().Order())
        {
            int[] training = [.. labels.Select((label, row) => folds[row] == fold ? -1 : label)];
            var classes = training.Where(label => label >= 0).ToHashSet();
            if (classes.Count < 2)
                continue;
            LinearSvcSolution solution = solve(training);
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => folds[row] == fold)];
            Parallel.ForEach(rows, row =>
            {
                float[] scores = new float[problems];
                solution.Scores(features[row], scores);
                for (int k = 0; k < problems; k++)
                    scores[k] = problems > 1 && !classes.Contains(k) ? float.NaN : scores[k];
                held._scores[row] = scores;
            });
        }

        return held;
    }

    /// <summary>The sigmoid of two classes; where scores rank the rows of class 1 below the others, it tells how often the class occurs.</summary>
    /// <exception cref="InvalidOperationException">No row of either class could be held out.</exception>
    internal PlattSigmoid Sigmoid()
    {
        List<(float Score, bool Positive, float Weight)> examples =
            [.. Scored().Select(row => (_scores[row]![0], _labels[row] == 1, Weight(row)))];
        if (examples.DistinctBy(example => example.Positive).Count() < 2)
            throw new InvalidOperationException(NothingHeldOut);
        PlattSigmoid sigmoid = PlattSigmoid.Fit(examples);
        return sigmoid.Slope < 0 ? sigmoid : PlattSigmoid.Fit([.. examples.Select(example => example with { Score = 0 })]);
    }

    /// <summary>The factor for the scores of several classes. The only row of a class, which no model can have known, says nothing.</summary>
    /// <exception cref="InvalidOperationException">No row of any class could be held out.</exception>
    internal SoftmaxFactor Factor()
    {
        SoftmaxExample[] examples = [.. Scored().Where(row => !float.IsNaN(_scores[row]![_labels[row]])).Select(Example)];
        return examples.Length == 0 ? throw new InvalidOperationException(NothingHeldOut) : SoftmaxFactor.Fit(examples);
    }

    private SoftmaxExample Example(int row)
    {
        float[] known = [.. _scores[row]!.Where(score => !float.IsNaN(score))];
        int label = _scores[row]!.Take(_labels[row]).Count(score => !float.IsNaN(score));
        return new SoftmaxExample(known, label, Weight(row));
    }

    private IEnumerable<int> Scored() => Enumerable.Range(0, _labels.Length).Where(row => _scores[row] is not null && Weight(row) > 0);

    private float Weight(int row) => _weights.Length == 0 ? 1 : _weights[row];
}
