namespace Microsoft.ML.SppNet.Detection;

/// <summary>Where a class's detections begin when nobody says it.</summary>
internal static class ScoreThreshold
{
    /// <summary>
    /// The lowest score at which F1, the harmonic mean of precision and recall, is the highest: just above the best counterexample that is
    /// left out, because objects of other images score lower than those that were trained on.
    /// </summary>
    /// <param name="objects">Scores of objects, at least one.</param>
    /// <param name="others">Scores of counterexamples.</param>
    internal static float Of(IReadOnlyList<float> objects, IReadOnlyList<float> others)
    {
        // Of equal scores counterexamples come first: no threshold parts them.
        (float Score, bool IsObject)[] ranked = [.. others.Select(score => (score, false)).Concat(objects.Select(score => (score, true)))
            .OrderByDescending(one => one.score)];
        (int found, int last, double best) = (0, -1, 0);
        for (int index = 0; index < ranked.Length; index++)
        {
            found += ranked[index].IsObject ? 1 : 0;
            double f1 = 2.0 * found / (index + 1 + objects.Count);
            if (f1 > best)
                (last, best) = (index, f1);
        }

        return last + 1 < ranked.Length ? MathF.BitIncrement(ranked[last + 1].Score) : ranked[last].Score;
    }
}
