namespace Microsoft.ML.SppNet.Detection;

/// <summary>Which regions of a segmentation touch, along a side of a pixel or at its corner.</summary>
internal static class RegionNeighbors
{
    /// <summary>The pairs, the smaller number first, in order.</summary>
    internal static (int First, int Second)[] Find(int[] labels, int width)
    {
        var pairs = new HashSet<ulong>();
        for (int pixel = 0; pixel < labels.Length; pixel++)
        {
            int column = pixel % width;
            bool below = pixel + width < labels.Length;
            if (column + 1 < width)
                Add(pairs, labels[pixel], labels[pixel + 1]);
            if (below)
                Add(pairs, labels[pixel], labels[pixel + width]);
            if (below && column + 1 < width)
                Add(pairs, labels[pixel], labels[pixel + width + 1]);
            if (below && column > 0)
                Add(pairs, labels[pixel], labels[pixel + width - 1]);
        }

        // A set's own order is the runtime's affair.
        ulong[] ordered = [.. pairs];
        Array.Sort(ordered);
        return [.. ordered.Select(pair => ((int)(pair >> 32), (int)(uint)pair))];
    }

    private static void Add(HashSet<ulong> pairs, int first, int second)
    {
        if (first != second)
            pairs.Add((ulong)Math.Min(first, second) << 32 | (uint)Math.Max(first, second));
    }
}
