namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The weights of all classes from their dual variables: w = Σ αᵢ yᵢ xᵢ.</summary>
internal static class RowSums
{
    // Columns summed at a time: for 100 classes 200 KB of double-precision sums, which the second-level cache holds.
    private const int Block = 256;

    /// <summary>
    /// Fills weights[class] with factor · Σ coefficients[class][row] · features[row] for every class that has coefficients; reads the
    /// features once.
    /// </summary>
    internal static bool Compute(
        FeatureMatrix features, double factor, double[][] coefficients, float[][] weights, ParallelOptions parallel)
    {
        int[] classes = [.. Enumerable.Range(0, coefficients.Length).Where(k => coefficients[k] is not null)];
        foreach (int k in classes)
            weights[k] = new float[features.Columns];

        int blocks = (features.Columns + Block - 1) / Block;
        Parallel.For(0, blocks, parallel, block =>
        {
            int first = block * Block, length = Math.Min(Block, features.Columns - first);
            double[] sums = new double[classes.Length * length];
            for (int row = 0; row < features.Rows; row++)
            {
                ReadOnlySpan<float> values = features[row].Slice(first, length);
                for (int c = 0; c < classes.Length; c++)
                {
                    double coefficient = coefficients[classes[c]][row];
                    if (coefficient != 0)
                        MixedPrecision.AddScaled(sums.AsSpan(c * length, length), values, coefficient);
                }
            }

            for (int c = 0; c < classes.Length; c++)
            {
                for (int i = 0; i < length; i++)
                    weights[classes[c]][first + i] = (float)(factor * sums[c * length + i]);
            }
        });
        return true;
    }
}
