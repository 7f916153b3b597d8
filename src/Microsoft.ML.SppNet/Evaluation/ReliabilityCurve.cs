namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>
/// Whether probabilities mean what they say: of the answers given with a confidence of 80 %, 80 % should be correct (Guo, Pleiss, Sun,
/// Weinberger: On Calibration of Modern Neural Networks, ICML 2017, section 2).
/// </summary>
public sealed class ReliabilityCurve
{
    private ReliabilityCurve(ReliabilityBin[] bins) => Bins = bins;

    /// <summary>Intervals of equal width, in ascending order.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>
    /// Σ over bins of the bin's share of all answers × |accuracy − mean confidence|, 0 to 1; NaN where there is no answer.
    /// </summary>
    public double ExpectedCalibrationError
    {
        get
        {
            double answers = Bins.Sum(bin => bin.Count);
            return answers == 0
                ? double.NaN
                : Bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count / answers * Math.Abs(bin.Accuracy - bin.MeanConfidence));
        }
    }

    /// <summary>The curve of answers.</summary>
    /// <param name="confidences">
    /// For each answer its probability, 0 to 1: of several classes the greatest; of two, that of the positive class serves as well.
    /// </param>
    /// <param name="correct">For each answer whether it is right: whether the class is the likeliest one, or the positive one.</param>
    /// <param name="bins">Intervals of equal width, at least 1; a confidence at the border of two counts in the lower one.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or a confidence is not from 0 to 1.</exception>
    public static ReliabilityCurve From(ReadOnlySpan<float> confidences, ReadOnlySpan<bool> correct, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (confidences.Length != correct.Length)
            throw new ArgumentException($"There are {confidences.Length} confidences for {correct.Length} answers.", nameof(confidences));
        int[] counts = new int[bins], right = new int[bins];
        double[] sums = new double[bins];
        for (int i = 0; i < confidences.Length; i++)
        {
            if (confidences[i] is not (>= 0 and <= 1))
                throw new ArgumentException(
                    FormattableString.Invariant($"Confidence {i} is {confidences[i]}: a probability is from 0 to 1."), nameof(confidences));
            int bin = Math.Max((int)Math.Ceiling((double)confidences[i] * bins) - 1, 0);
            counts[bin]++;
            sums[bin] += confidences[i];
            right[bin] += correct[i] ? 1 : 0;
        }

        return new ReliabilityCurve([.. Enumerable.Range(0, bins).Select(bin => new ReliabilityBin(
            (double)bin / bins, (bin + 1.0) / bins, counts[bin], sums[bin] / counts[bin], (double)right[bin] / counts[bin]))]);
    }
}
