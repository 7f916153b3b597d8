namespace Microsoft.ML.SppNet;

/// <summary>One class against others: the sign of every example (0 = left out), what its loss costs, and its dual variable.</summary>
internal sealed class BinaryProblem(sbyte[] signs, float[]? exampleWeights, LinearSvcOptions options, int seed)
{
    internal ReadOnlySpan<sbyte> Signs => signs;

    /// <summary>The dual variables α, all zero before the search.</summary>
    internal double[] Alpha { get; } = new double[signs.Length];

    /// <summary>Seeds the order of visits.</summary>
    internal int Seed { get; } = seed;

    /// <summary>Cᵢ = C × example weight × positive weight where yᵢ = 1.</summary>
    internal double Cost(int row) =>
        options.Cost * (exampleWeights is null ? 1 : exampleWeights[row]) * (signs[row] > 0 ? options.PositiveWeight : 1);

    /// <summary>The examples that take part: those with a sign and a positive weight.</summary>
    internal int[] ActiveRows() =>
        [.. Enumerable.Range(0, signs.Length).Where(row => signs[row] != 0 && (exampleWeights is null || exampleWeights[row] > 0))];

    /// <summary>αᵢ yᵢ: what each example adds to w.</summary>
    internal double[] Coefficients() => [.. Alpha.Select((alpha, row) => alpha * signs[row])];

    /// <summary>The primal objective and counts, from ‖(w, w_B)‖² and w·xᵢ + b by row.</summary>
    internal LinearSvcClassReport Report(double squaredNorm, Func<int, double> product, int iterations, bool converged)
    {
        double objective = squaredNorm / 2;
        int positives = 0, negatives = 0;
        foreach (int row in ActiveRows())
        {
            double slack = Math.Max(0, 1 - signs[row] * product(row));
            objective += Cost(row) * (options.Loss == LinearSvcLoss.SquaredHinge ? slack * slack : slack);
            if (signs[row] > 0)
                positives++;
            else
                negatives++;
        }

        return new LinearSvcClassReport(objective, iterations, converged, positives, negatives);
    }
}
