namespace Microsoft.ML.SppNet.Detection;

/// <summary>Vectors of windows to keep.</summary>
internal static class WindowRows
{
    /// <summary>For each window its vector, in their order.</summary>
    internal static float[][] Of(IImageWindows image, IReadOnlyList<ImageBox> windows)
    {
        var vectors = new float[windows.Count][];
        if (vectors.Length > 0)
        {
            image.ForEachBlock(windows, (indices, rows) =>
            {
                for (int index = 0; index < indices.Length; index++)
                    vectors[indices[index]] = rows.Row(index).ToArray();
            });
        }

        return vectors;
    }
}
