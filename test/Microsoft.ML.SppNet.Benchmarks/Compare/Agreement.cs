using System.Globalization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Candidates that compute different things have no speeds to compare.</summary>
internal static class Agreement
{
    private const double Tolerance = 1e-3;

    /// <summary>The largest norm of a difference over the norm of the plain modules' maps.</summary>
    /// <exception cref="InvalidOperationException">A candidate's maps differ by more than a thousandth.</exception>
    internal static double Check(TrunkCase one, IReadOnlyList<ICandidate> candidates)
    {
        float[] expected = candidates.Single(candidate => candidate.Name == Candidates.Plain).Output();
        double largest = 0;
        foreach (ICandidate candidate in candidates)
        {
            double difference = Difference(candidate.Output(), expected);
            // Written so that NaN fails too.
            if (!(difference <= Tolerance))
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one}: the maps of {candidate.Name} differ from those of the plain modules by {difference:0.0E+0} of their norm."));
            largest = Math.Max(largest, difference);
        }

        return largest;
    }

    private static double Difference(float[] actual, float[] expected)
    {
        if (actual.Length != expected.Length)
            return double.PositiveInfinity;
        double difference = 0, norm = 0;
        for (int index = 0; index < actual.Length; index++)
        {
            difference += Math.Pow((double)actual[index] - expected[index], 2);
            norm += Math.Pow(expected[index], 2);
        }

        return Math.Sqrt(difference / norm);
    }
}
