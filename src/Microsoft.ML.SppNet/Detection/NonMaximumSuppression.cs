namespace Microsoft.ML.SppNet.Detection;

/// <summary>Of boxes that lie upon each other the best stays.</summary>
public static class NonMaximumSuppression
{
    /// <summary>
    /// Greedy non-maximum suppression: the best box stays, those that overlap it by more than a limit go, then the best of the rest stays,
    /// and so on (R-CNN, section 2.2).
    /// </summary>
    /// <param name="boxes">Boxes of one class in one image.</param>
    /// <param name="scores">A score for each; of equal scores the first box counts as the better.</param>
    /// <param name="overlap">
    /// Intersection over union, 0 to 1: a box goes that has more with one that stays; with exactly so much it stays.
    /// </param>
    /// <param name="maximum">How many boxes stay at most, the best.</param>
    /// <returns>Indices of the boxes that stay, best first.</returns>
    /// <exception cref="ArgumentException">Boxes and scores differ in number, a score is NaN, or the overlap is none.</exception>
    public static IReadOnlyList<int> Keep(
        IReadOnlyList<ImageBox> boxes, ReadOnlySpan<float> scores, double overlap = 0.3, int maximum = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        if (boxes.Count != scores.Length)
            throw new ArgumentException($"There are {scores.Length} scores for {boxes.Count} boxes.", nameof(scores));
        if (scores.Contains(float.NaN))
            throw new ArgumentException("A score is NaN: it has no place in an order.", nameof(scores));
        if (!(overlap is >= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"The overlap is a share from 0 to 1, not {overlap}."),
                nameof(overlap));
        float[] negated = new float[scores.Length];
        int[] order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++)
            (negated[i], order[i]) = (-scores[i], i);
        Array.Sort(order, (a, b) => negated[a] != negated[b] ? negated[a].CompareTo(negated[b]) : a - b);

        var kept = new List<int>();
        foreach (int candidate in order)
        {
            if (kept.Count >= maximum)
                break;
            if (!kept.Exists(better => boxes[better].IntersectionOverUnion(boxes[candidate]) > overlap))
                kept.Add(candidate);
        }

        return kept;
    }
}
