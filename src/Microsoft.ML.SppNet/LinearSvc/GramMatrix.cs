namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// All products of two rows of a feature matrix, float32[rows, rows]; symmetric, both halves stored so that every row is contiguous.
/// </summary>
internal sealed class GramMatrix
{
    // Columns handled at a time: a panel of 16 rows × 256 columns is 16 KB and stays in the first-level cache beside the rows it meets.
    private const int Depth = 256;

    // Rows handled as one task: 96 rows × 256 columns are 96 KB of the second-level cache.
    private const int RowBlock = 96;

    // Of squared norms in this range every product that matters is a float32, neither infinite nor rounded to 0.
    private const double SmallestNorm = 1e-30, LargestNorm = 1e30;

    private readonly float[][] _rows;

    private GramMatrix(float[][] rows) => _rows = rows;

    /// <summary>The length of a stored row: the number of rows rounded up to whole panels; the rest of each row is zero.</summary>
    internal int PaddedRows => _rows.Length == 0 ? 0 : _rows[0].Length;

    internal ReadOnlySpan<float> this[int row] => _rows[row];

    internal static long BytesFor(long rows) => sizeof(float) * rows * Padded(rows);

    /// <summary>Whether the products of rows of these squared norms fit in float32.</summary>
    internal static bool Holds(double[] squaredNorms) =>
        Array.TrueForAll(squaredNorms, norm => norm is 0 or (>= SmallestNorm and <= LargestNorm));

    /// <summary>
    /// Computes the lower half by blocks and mirrors it; the order of additions does not depend on the number of threads.
    /// </summary>
    internal static GramMatrix Compute(FeatureMatrix features, ParallelOptions parallel)
    {
        int rows = features.Rows, panels = (int)(Padded(rows) / GramKernel.PanelRows);
        var products = new float[rows][];
        for (int row = 0; row < rows; row++)
            products[row] = new float[Padded(rows)];

        float[] packed = new float[panels * GramKernel.PanelRows * Depth];
        int blocks = (rows + RowBlock - 1) / RowBlock;
        for (int column = 0; column < features.Columns; column += Depth)
        {
            int first = column, depth = Math.Min(Depth, features.Columns - column);
            Parallel.For(0, panels, parallel, panel => GramKernel.Pack(features, panel, first, depth, PanelOf(packed, panel)));
            Parallel.For(0, blocks, parallel, block =>
            {
                // The last block has the most panels below the diagonal: longest first shares the work best.
                int start = (blocks - 1 - block) * RowBlock, end = Math.Min(start + RowBlock, rows);
                for (int panel = 0; panel * GramKernel.PanelRows < end; panel++)
                    GramKernel.Accumulate(
                        features, start, end, first, depth, PanelOf(packed, panel), products, panel * GramKernel.PanelRows);
            });
        }

        Mirror(products, parallel);
        return new GramMatrix(products);
    }

    private static Span<float> PanelOf(float[] packed, int panel) =>
        packed.AsSpan(panel * GramKernel.PanelRows * Depth, GramKernel.PanelRows * Depth);

    private static void Mirror(float[][] products, ParallelOptions parallel) => Parallel.For(0, products.Length, parallel, row =>
    {
        float[] target = products[row];
        for (int column = row + 1; column < products.Length; column++)
            target[column] = products[column][row];
        target.AsSpan(products.Length).Clear();
    });

    private static long Padded(long rows) => (rows + GramKernel.PanelRows - 1) / GramKernel.PanelRows * GramKernel.PanelRows;
}
