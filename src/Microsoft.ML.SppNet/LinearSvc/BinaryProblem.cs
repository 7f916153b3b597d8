namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>One class against others: the sign of every example (0 = left out), what its loss costs, and its dual variable.</summary>
internal sealed class BinaryProblem
{
    private readonly sbyte[] _signs;
    private readonly float[]? _weights;
    private readonly LinearSvcOptions _options;

    internal BinaryProblem(
        sbyte[] signs, float[]? exampleWeights, LinearSvcOptions options, int seed, LinearSvcDuals? start = null, int index = 0)
    {
        (_signs, _weights, _options, Seed) = (signs, exampleWeights, options, seed);
        Alpha = new double[signs.Length];
        if (start is null)
            return;
        ReadOnlySpan<double> earlier = start[index];
        for (int row = 0; row < earlier.Length; row++)
            Alpha[row] = TakesPart(row) ? Math.Min(earlier[row], UpperBound(row)) : 0;
    }

    internal ReadOnlySpan<sbyte> Signs => _signs;

    /// <summary>The dual variables α: before the search zero, or those of an earlier solution.</summary>
    internal double[] Alpha { get; }

    /// <summary>Seeds the order of visits.</summary>
    internal int Seed { get; }

    /// <summary>Cᵢ = C × example weight × positive weight where yᵢ = 1.</summary>
    internal double Cost(int row) =>
        _options.Cost * (_weights is null ? 1 : _weights[row]) * (_signs[row] > 0 ? _options.PositiveWeight : 1);

    /// <summary>Uᵢ, which αᵢ does not exceed.</summary>
    internal double UpperBound(int row) => _options.Loss == LinearSvcLoss.SquaredHinge ? double.PositiveInfinity : Cost(row);

    /// <summary>The examples that take part: those with a sign and a positive weight.</summary>
    internal int[] ActiveRows() => [.. Enumerable.Range(0, _signs.Length).Where(TakesPart)];

    /// <summary>αᵢ yᵢ: what each example adds to w.</summary>
    internal double[] Coefficients() => [.. Alpha.Select((alpha, row) => alpha * _signs[row])];

    /// <summary>What came of the search: the primal objective, and by how much it exceeds the dual one.</summary>
    internal LinearSvcClassReport Report<TMargins>(TMargins margins, ReadOnlySpan<int> activeRows, int iterations, bool converged)
        where TMargins : struct, IMargins
    {
        bool squared = _options.Loss == LinearSvcLoss.SquaredHinge;
        double primal = 0, gap = 0;
        int positives = 0;
        foreach (int row in activeRows)
        {
            double margin = _signs[row] * margins.Product(row), slack = Math.Max(0, 1 - margin), alpha = Alpha[row], cost = Cost(row);
            double loss = cost * (squared ? slack * slack : slack);
            // ‖w‖² = Σ αᵢ yᵢ w·xᵢ; the terms of the gap are never negative one by one.
            primal += alpha * margin / 2 + loss;
            gap += alpha * margin + loss - alpha + (squared ? alpha * alpha / (4 * cost) : 0);
            positives += _signs[row] > 0 ? 1 : 0;
        }

        return new LinearSvcClassReport(primal, gap, iterations, converged, positives, activeRows.Length - positives);
    }

    private bool TakesPart(int row) => _signs[row] != 0 && (_weights is null || _weights[row] > 0);
}
