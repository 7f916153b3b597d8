namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// The probability 1 / (1 + exp(Slope · score + Offset)) of the positive class; the slope is negative where a higher score makes it
/// likelier.
/// </summary>
internal readonly record struct PlattSigmoid(double Slope, double Offset)
{
    // Lin, Lin, Weng: A Note on Platt's Probabilistic Outputs for Support Vector Machines (Machine Learning 68, 2007), algorithm 1.
    private const int MostIterations = 100;
    private const double Ridge = 1e-12, SmallestStep = 1e-10, SmallestGradient = 1e-9, SufficientDecrease = 1e-4;

    internal double Probability(double score) => Logistic(Slope * score + Offset);

    /// <summary>
    /// The sigmoid of the greatest likelihood, with Platt's targets (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2) in the place of 1 and 0.
    /// </summary>
    /// <param name="examples">Score, whether positive, and weight of each example, finite; at least one.</param>
    internal static PlattSigmoid Fit(IReadOnlyList<(float Score, bool Positive, float Weight)> examples)
    {
        double positives = examples.Sum(example => example.Positive ? (double)example.Weight : 0);
        double negatives = examples.Sum(example => example.Positive ? 0 : (double)example.Weight);
        double high = (positives + 1) / (positives + 2), low = 1 / (negatives + 2);
        // Scores of any size meet the same tolerances.
        double scale = examples.Max(example => Math.Abs((double)example.Score)) is > 0 and var largest ? largest : 1;
        double[] scores = [.. examples.Select(example => example.Score / scale)];
        double[] targets = [.. examples.Select(example => example.Positive ? high : low)];
        double[] weights = [.. examples.Select(example => (double)example.Weight)];

        double slope = 0, offset = Math.Log((negatives + 1) / (positives + 1));
        double loss = Loss(scores, targets, weights, slope, offset);
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            double slopeGradient = 0, offsetGradient = 0, slopes = Ridge, offsets = Ridge, mixed = 0;
            for (int i = 0; i < scores.Length; i++)
            {
                double probability = Logistic(slope * scores[i] + offset);
                double difference = weights[i] * (targets[i] - probability), curvature = weights[i] * probability * (1 - probability);
                slopeGradient += scores[i] * difference;
                offsetGradient += difference;
                slopes += scores[i] * scores[i] * curvature;
                offsets += curvature;
                mixed += scores[i] * curvature;
            }

            if (Math.Abs(slopeGradient) < SmallestGradient && Math.Abs(offsetGradient) < SmallestGradient)
                break;
            double determinant = slopes * offsets - mixed * mixed;
            double slopeStep = (mixed * offsetGradient - offsets * slopeGradient) / determinant;
            double offsetStep = (mixed * slopeGradient - slopes * offsetGradient) / determinant;
            double descent = slopeGradient * slopeStep + offsetGradient * offsetStep;

            double step = 1;
            for (; step >= SmallestStep; step /= 2)
            {
                double next = Loss(scores, targets, weights, slope + step * slopeStep, offset + step * offsetStep);
                if (next >= loss + SufficientDecrease * step * descent)
                    continue;
                (slope, offset, loss) = (slope + step * slopeStep, offset + step * offsetStep, next);
                break;
            }

            if (step < SmallestStep)
                break;
        }

        return new PlattSigmoid(slope / scale, offset);
    }

    /// <summary>−Σ w (t log p + (1 − t) log(1 − p)), in the form that loses no digits at either end.</summary>
    private static double Loss(double[] scores, double[] targets, double[] weights, double slope, double offset)
    {
        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double exponent = slope * scores[i] + offset;
            sum += weights[i] * (exponent >= 0
                ? targets[i] * exponent + double.LogP1(Math.Exp(-exponent))
                : (targets[i] - 1) * exponent + double.LogP1(Math.Exp(exponent)));
        }

        return sum;
    }

    /// <summary>1 / (1 + eˣ) without overflow.</summary>
    private static double Logistic(double x)
    {
        double power = Math.Exp(-Math.Abs(x));
        return (x >= 0 ? power : 1) / (1 + power);
    }
}
