using System.Runtime.CompilerServices;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>Chooses an SVM's cost on the training part alone, by cross-validation.</summary>
internal static class CostSelection
{
    /// <summary>Decades around the usual values; between two of them accuracy hardly moves.</summary>
    internal static readonly double[] Candidates = [0.01, 0.1, 1, 10, 100];

    private const int Folds = 3;

    /// <summary>How often a classifier is trained to choose its cost, with rows enough for all folds.</summary>
    internal static int Trainings => Folds * Candidates.Length;

    /// <exception cref="ArgumentException">A given cost is not above 0.</exception>
    internal static void Check(double? cost, [CallerArgumentExpression(nameof(cost))] string? name = null)
    {
        if (cost is { } given && !(double.IsFinite(given) && given > 0))
            throw new ArgumentException(FormattableString.Invariant($"The cost of an SVM is a number above 0, not {given}."), name);
    }

    /// <summary>The candidate of the best mean validation result; of equal ones the smallest.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="groups">For each row a group, the folds being drawn evenly from each: its class.</param>
    /// <param name="seed">Seed of the folds.</param>
    /// <param name="validate">
    /// The result (more is better) at a cost, of training on some rows and testing on others, both as positions in <paramref name="rows"/>.
    /// </param>
    internal static double Choose(int rows, ReadOnlySpan<int> groups, int seed, Func<int[], int[], double[], double[]> validate)
    {
        int[] folds = StratifiedFolds.Assign(groups, Folds, seed);
        double[] sums = new double[Candidates.Length];
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] train = [.. Enumerable.Range(0, rows).Where(row => folds[row] != fold)];
            int[] test = [.. Enumerable.Range(0, rows).Where(row => folds[row] == fold)];
            // With two rows per group the third fold has none.
            if (train.Length == 0 || test.Length == 0)
                continue;
            double[] results = validate(train, test, Candidates);
            for (int candidate = 0; candidate < sums.Length; candidate++)
                sums[candidate] += results[candidate];
        }

        return Candidates[Array.IndexOf(sums, sums.Max())];
    }
}
