namespace Microsoft.ML.SppNet.LinearSvc;

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

    /// <summary>What came of the search: the primal objective, and by how much it exceeds the dual one.</summary>
    internal LinearSvcClassReport Report<TMargins>(TMargins margins, ReadOnlySpan<int> activeRows, int iterations, bool converged)
        where TMargins : struct, IMargins
    {
        bool squared = options.Loss == LinearSvcLoss.SquaredHinge;
        double primal = 0, gap = 0;
        int positives = 0;
        foreach (int row in activeRows)
        {
            double margin = signs[row] * margins.Product(row), slack = Math.Max(0, 1 - margin), alpha = Alpha[row], cost = Cost(row);
            double loss = cost * (squared ? slack * slack : slack);
            // ‖w‖² = Σ αᵢ yᵢ w·xᵢ; the terms of the gap are never negative one by one.
            primal += alpha * margin / 2 + loss;
            gap += alpha * margin + loss - alpha + (squared ? alpha * alpha / (4 * cost) : 0);
            positives += signs[row] > 0 ? 1 : 0;
        }

        return new LinearSvcClassReport(primal, gap, iterations, converged, positives, activeRows.Length - positives);
    }
}
