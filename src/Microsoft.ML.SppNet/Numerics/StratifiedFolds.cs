namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Shares rows out to the folds of a cross-validation, the rows of each group evenly.</summary>
internal static class StratifiedFolds
{
    /// <summary>For each row its fold in [0, folds); a group of fewer rows than folds leaves the last ones without a row of it.</summary>
    /// <param name="groups">For each row its group: its class.</param>
    /// <param name="folds">The number of folds, at least 1.</param>
    /// <param name="seed">Fixes which row goes where, on any machine.</param>
    internal static int[] Assign(ReadOnlySpan<int> groups, int folds, int seed)
    {
        int[] order = [.. Enumerable.Range(0, groups.Length)];
        var random = new SplitMix64((ulong)(uint)seed);
        SeededOrder.Shuffle(order, ref random);
        var next = new Dictionary<int, int>();
        int[] assigned = new int[groups.Length];
        foreach (int row in order)
        {
            int count = next.GetValueOrDefault(groups[row]);
            assigned[row] = count % folds;
            next[groups[row]] = count + 1;
        }

        return assigned;
    }
}
