namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>Scores of rows by models that have not seen them, and the sigmoids fitted to them.</summary>
internal sealed class HeldOutScores
{
    // [problem][row]; NaN where the row's fold had no model of that problem.
    private readonly float[][] _scores;
    private readonly int[] _labels;
    private readonly float[] _weights;

    private HeldOutScores(int problems, int[] labels, float[] weights)
    {
        _labels = labels;
        _weights = weights;
        _scores = new float[problems][];
        for (int k = 0; k < problems; k++)
        {
            _scores[k] = new float[labels.Length];
            Array.Fill(_scores[k], float.NaN);
        }
    }

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
        var held = new HeldOutScores(problems, labels, weights);
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
                Span<float> scores = new float[problems];
                solution.Scores(features[row], scores);
                for (int k = 0; k < problems; k++)
                    held._scores[k][row] = problems > 1 && !classes.Contains(k) ? float.NaN : scores[k];
            });
        }

        return held;
    }

    /// <summary>
    /// A sigmoid per problem. A class without enough rows to hold one out, or whose held-out scores rank its rows lower than the others', takes the one that
    /// fits the scores of all classes together.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row of any class could be held out.</exception>
    internal PlattSigmoid[] Sigmoids()
    {
        Lazy<PlattSigmoid> shared = new(() => Shared([.. Enumerable.Range(0, _scores.Length).SelectMany(Examples)]));
        return [.. Enumerable.Range(0, _scores.Length).Select(k => Rising(Examples(k)) ?? shared.Value)];
    }

    private static PlattSigmoid? Rising(List<(float Score, bool Positive, float Weight)> examples)
    {
        if (examples.DistinctBy(example => example.Positive).Count() < 2)
            return null;
        PlattSigmoid sigmoid = PlattSigmoid.Fit(examples);
        return sigmoid.Slope < 0 ? sigmoid : null;
    }

    private static PlattSigmoid Shared(List<(float Score, bool Positive, float Weight)> examples)
    {
        if (examples.DistinctBy(example => example.Positive).Count() < 2)
            throw new InvalidOperationException(
                "Probabilities need at least two rows of a class, one to train on and one to hold out: train without calibration, or add rows.");
        // Where scores say nothing, all that is known is how often a class occurs.
        return Rising(examples) ?? PlattSigmoid.Fit([.. examples.Select(example => example with { Score = 0 })]);
    }

    private List<(float Score, bool Positive, float Weight)> Examples(int problem)
    {
        int positive = _scores.Length == 1 ? 1 : problem;
        var examples = new List<(float, bool, float)>();
        for (int row = 0; row < _labels.Length; row++)
        {
            float score = _scores[problem][row], weight = _weights.Length == 0 ? 1 : _weights[row];
            if (!float.IsNaN(score) && weight > 0)
                examples.Add((score, _labels[row] == positive, weight));
        }

        return examples;
    }
}
