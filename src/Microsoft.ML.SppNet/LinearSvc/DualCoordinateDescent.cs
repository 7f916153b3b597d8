namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// Dual coordinate descent with shrinking for one binary problem: Hsieh, Chang, Lin, Keerthi, Sundararajan, ICML 2008, Algorithm 3.
/// </summary>
/// <remarks>
/// Minimises ½ αᵀ(Q + D)α − Σ αᵢ subject to 0 ≤ αᵢ ≤ Uᵢ with Qᵢⱼ = yᵢ yⱼ xᵢ·xⱼ; hinge: D = 0, Uᵢ = Cᵢ; squared hinge: Dᵢᵢ = 1 / (2 Cᵢ), Uᵢ
/// = ∞. An example whose gradient says that it will stay at its bound leaves the active set; once the rest has converged all come back, so
/// that the end is always judged on all examples.
/// </remarks>
internal static class DualCoordinateDescent
{
    // Below this a step changes nothing that double precision holds; the same limit as in LIBLINEAR.
    private const double SmallestGradient = 1e-12;

    // Cancellation is looked for at this many visits; a power of two.
    private const int VisitsPerCheckpoint = 1024;

    // The rule of the gradients promises nothing about the objective: where features have large norms and classes are separable it may end
    // at a multiple of the minimum (docs/linear-svc.md). So the duality gap must also be below this times the tolerance, of the objective;
    // but no less than the second.
    private const double GapPerTolerance = 0.5, SmallestGap = 1e-4;

    internal static LinearSvcClassReport Run<TMargins>(
        ref TMargins margins, BinaryProblem problem, LinearSvcOptions options, Action checkpoint)
        where TMargins : struct, IMargins
    {
        int[] order = problem.ActiveRows();
        double[] alpha = problem.Alpha;
        bool squared = options.Loss == LinearSvcLoss.SquaredHinge;
        var random = new Random(problem.Seed);
        double shrinkAbove = double.PositiveInfinity, shrinkBelow = double.NegativeInfinity;
        int active = order.Length;
        double gapLimit = Math.Max(SmallestGap, GapPerTolerance * options.Tolerance);

        foreach (int row in order)
        {
            if (alpha[row] != 0)
                margins.Step(row, alpha[row] * problem.Signs[row]);
        }

        for (int iteration = 1; iteration <= options.MaximumIterations; iteration++)
        {
            double largest = double.NegativeInfinity, smallest = double.PositiveInfinity;
            random.Shuffle(order.AsSpan(0, active));
            for (int s = 0; s < active; s++)
            {
                if ((s & (VisitsPerCheckpoint - 1)) == 0)
                    checkpoint();
                int row = order[s], y = problem.Signs[row];
                double cost = problem.Cost(row), old = alpha[row];
                double diagonal = squared ? 0.5 / cost : 0, bound = problem.UpperBound(row);
                double gradient = y * margins.Product(row) - 1 + diagonal * old;

                if ((old == 0 && gradient > shrinkAbove) || (old == bound && gradient < shrinkBelow))
                {
                    active--;
                    (order[s], order[active]) = (order[active], order[s]);
                    s--;
                    continue;
                }

                double projected = old == 0 ? Math.Min(gradient, 0) : old == bound ? Math.Max(gradient, 0) : gradient;
                largest = Math.Max(largest, projected);
                smallest = Math.Min(smallest, projected);
                if (Math.Abs(projected) <= SmallestGradient)
                    continue;
                // A row of zeros has curvature 0 under the hinge: the quotient is then infinite and the bound decides.
                alpha[row] = Math.Clamp(old - gradient / (margins.SquaredNorm(row) + diagonal), 0, bound);
                margins.Step(row, (alpha[row] - old) * y);
            }

            if (largest - smallest <= options.Tolerance)
            {
                if (active < order.Length)
                {
                    active = order.Length;
                    shrinkAbove = double.PositiveInfinity;
                    shrinkBelow = double.NegativeInfinity;
                    continue;
                }

                LinearSvcClassReport report = problem.Report(margins, order, iteration, true);
                if (report.DualityGap <= gapLimit * report.Objective)
                    return report;
            }

            shrinkAbove = largest > 0 ? largest : double.PositiveInfinity;
            shrinkBelow = smallest < 0 ? smallest : double.NegativeInfinity;
        }

        return problem.Report(margins, order, options.MaximumIterations, false);
    }
}
