namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// The number t in softmax(t · scores), one for all classes: temperature scaling with T = 1 / t (Guo, Pleiss, Sun, Weinberger: On Calibration of Modern
/// Neural Networks, ICML 2017, section 4.2). It changes no ranking.
/// </summary>
/// <param name="Value">t, positive.</param>
/// <param name="Informative">Whether scores rank the right class higher than chance; where not, t is so small that probabilities are nearly even.</param>
internal readonly record struct SoftmaxFactor(double Value, bool Informative)
{
    // A score of the largest size is worth at least this much, so that where scores say nothing probabilities differ by a thousandth and rankings stay.
    private const double Faint = 1e-3;
    private const double RelativePrecision = 1e-10;
    private const int MostSteps = 200;

    /// <summary>The factor of the greatest likelihood.</summary>
    /// <remarks>
    /// All rows of all weights together, n, count as if one row more had been seen whose class is drawn evenly, as Platt's targets do for two classes: a
    /// row's own class has the target 1 − ε + ε / K and each other one ε / K, with ε = 1 / (n + 1). So the factor stays finite where every row is
    /// right, and 20 such rows do not make an answer surer than 20 rows can show.
    /// </remarks>
    /// <param name="examples">At least one.</param>
    internal static SoftmaxFactor Fit(SoftmaxExample[] examples)
    {
        double largest = examples.Max(example => example.Scores.Max(score => Math.Abs((double)score)));
        // Scores of any size meet the same tolerances; all of them 0 say nothing at any factor.
        double scale = largest > 0 ? largest : 1;
        double share = 1 / (examples.Sum(example => (double)example.Weight) + 1);
        var slopes = new (double Slope, double Curvature)[examples.Length];
        if (SlopeAt(Faint).Slope >= 0)
            return new SoftmaxFactor(Faint / scale, false);

        // The loss is convex: its minimum is between a factor where it falls and one where it rises.
        double low = Faint, high = 1;
        while (SlopeAt(high).Slope < 0)
            (low, high) = (high, 2 * high);
        double factor = low + (high - low) / 2;
        for (int step = 0; step < MostSteps && high - low > RelativePrecision * high; step++)
        {
            (double slope, double curvature) = SlopeAt(factor);
            (low, high) = slope < 0 ? (factor, high) : (low, factor);
            double newton = factor - slope / curvature;
            if (Math.Abs(newton - factor) <= RelativePrecision * factor)
                break;
            factor = newton > low && newton < high ? newton : low + (high - low) / 2;
        }

        return new SoftmaxFactor(factor / scale, true);

        // Rows are looked at by any number of threads and added up in their order.
        (double Slope, double Curvature) SlopeAt(double t)
        {
            Parallel.For(0, examples.Length, row => slopes[row] = Slope(examples[row], t, scale, share));
            return (slopes.Sum(one => one.Slope), slopes.Sum(one => one.Curvature));
        }
    }

    /// <summary>First and second derivative of −Σₖ target(k) log softmax(t · scores)ₖ by t, times the weight.</summary>
    private static (double Slope, double Curvature) Slope(SoftmaxExample example, double t, double scale, double share)
    {
        double largest = example.Scores.Max() / scale, mass = 0, first = 0, second = 0, all = 0;
        foreach (float score in example.Scores)
        {
            // Relative to the largest, so that no power overflows.
            double relative = score / scale - largest, power = Math.Exp(t * relative);
            mass += power;
            first += power * relative;
            second += power * relative * relative;
            all += relative;
        }

        double mean = first / mass;
        double target = (1 - share) * (example.Scores[example.Label] / scale - largest) + share * all / example.Scores.Length;
        return (example.Weight * (mean - target), example.Weight * (second / mass - mean * mean));
    }
}
