namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>
/// Recall and precision after each answer of a ranking, best first; the basis of average precision for images and for detections.
/// </summary>
public sealed class PrecisionRecallCurve
{
    private readonly int[] _found;
    private readonly double[] _recall;
    private readonly double[] _precision;

    private PrecisionRecallCurve(ReadOnlySpan<bool> hits, int positives)
    {
        Positives = positives;
        _found = new int[hits.Length];
        _recall = new double[hits.Length];
        _precision = new double[hits.Length];
        int found = 0;
        for (int i = 0; i < hits.Length; i++)
        {
            if (hits[i])
                found++;
            _found[i] = found;
            _recall[i] = (double)found / positives;
            _precision[i] = (double)found / (i + 1);
        }

        if (found > positives)
            throw new ArgumentException(
                $"{found} answers are counted as correct, but there are only {positives} positives.", nameof(positives));
    }

    /// <summary>The number of answers that would be correct, found or not.</summary>
    public int Positives { get; }

    /// <summary>Recall after each answer: correct answers so far / <see cref="Positives"/>; NaN where there is no positive.</summary>
    public ReadOnlySpan<double> Recall => _recall;

    /// <summary>Precision after each answer: correct answers so far / answers so far.</summary>
    public ReadOnlySpan<double> Precision => _precision;

    /// <summary>Correct answers so far, after each answer.</summary>
    internal ReadOnlySpan<int> Found => _found;

    /// <summary>The curve of answers that are already sorted, as a detector's are.</summary>
    /// <param name="hits">
    /// For each answer, best score first, whether it is correct (true) or false; answers that do not count are left out by the caller.
    /// </param>
    /// <param name="positives">What there was to find, not negative.</param>
    /// <exception cref="ArgumentException">More answers are correct than there are positives.</exception>
    public static PrecisionRecallCurve FromHits(ReadOnlySpan<bool> hits, int positives)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(positives);
        return new PrecisionRecallCurve(hits, positives);
    }

    /// <summary>The curve of scored images, as VOCevalcls of the VOC development kit draws it.</summary>
    /// <param name="scores">
    /// One score per image, the higher the more likely; an image that was not scored has −∞. Images of equal score keep the order in which
    /// they are given, as in the kit, whose sort is stable.
    /// </param>
    /// <param name="labels">1 (positive), −1 (negative) or 0 (only difficult objects: does not count), one per image.</param>
    /// <exception cref="ArgumentException">Scores and labels differ in number, a score is NaN, or a label is another number.</exception>
    public static PrecisionRecallCurve FromScores(ReadOnlySpan<float> scores, ReadOnlySpan<sbyte> labels)
    {
        if (scores.Length != labels.Length)
            throw new ArgumentException($"There are {scores.Length} scores for {labels.Length} labels.", nameof(scores));
        var counted = new List<int>(scores.Length);
        int positives = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
                throw new ArgumentException(
                    $"Score {i} is NaN: it has no place in a ranking. An image without a score has negative infinity.", nameof(scores));
            if (labels[i] is < -1 or > 1)
                throw new ArgumentException($"Label {i} is {labels[i]}: labels are 1, -1 or 0.", nameof(labels));
            if (labels[i] != 0)
                counted.Add(i);
            if (labels[i] > 0)
                positives++;
        }

        bool[] hits = new bool[counted.Count];
        float[] values = scores.ToArray();
        int rank = 0;
        // OrderByDescending is stable, Array.Sort is not.
        foreach (int image in counted.OrderByDescending(i => values[i]))
            hits[rank++] = labels[image] > 0;
        return FromHits(hits, positives);
    }
}
