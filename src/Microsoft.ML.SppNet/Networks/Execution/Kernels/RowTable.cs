using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Where the rows (cells) of a block lie, and the loop of tiles over them.</summary>
/// <param name="count">Rows of the block.</param>
/// <param name="inputs">Per row, where its inputs begin; the tables go on with <see cref="Overhang"/> copies of the last row.</param>
/// <param name="outputs">Per row, where its results lie.</param>
/// <param name="residuals">Per row, where its residuals lie; not looked at where none are added.</param>
internal readonly unsafe ref struct RowTable(int count, long* inputs, long* outputs, long* residuals)
{
    /// <summary>The last tile may reach past the last row: it then does that row again.</summary>
    internal const int Overhang = 3;

    /// <summary>Repeats the last of a table's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Extend(long* rows, int count) => new Span<long>(rows + count, Overhang).Fill(rows[count - 1]);

    /// <summary><see cref="TileKernel.Run"/> over all rows, in tiles of six and four such that the last ones are not half empty: 16 are 6 +
    /// 6 + 4, 7 are 4 + 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run(float* input, Segment* segments, int segmentCount, float* weights, float* output, float* start, float* residual,
        Bounds bounds, float* ahead)
    {
        // Each tile fetches its share of what comes next, evenly over its sums: fetched by the first tile alone it would come slower than
        // it is used.
        nint step = Math.Max(1, TileKernel.Filters / ((count + TileKernel.Rows - 1) / TileKernel.Rows));
        nint depth = 0;
        for (int segment = 0; segment < segmentCount; segment++)
            depth += (nint)segments[segment].Length;
        for (int row = 0, left = count; left > 0; ahead += depth * step)
        {
            long* from = inputs + row, to = outputs + row, added = residuals + row;
            int rows;
            if (Vector512.IsHardwareAccelerated && left > 8)
            {
                rows = WideTileKernel.Rows;
                WideTileKernel.Run(input, from, segments, segmentCount, weights, output, to, start, residual, added, bounds, ahead, step);
            }
            else if (left is 5 or 6 || left > 8)
            {
                rows = TileKernel.Rows;
                TileKernel.Run<SixRows>(input, from, segments, segmentCount, weights, output, to, start, residual, added, bounds, ahead,
                    step);
            }
            else
            {
                rows = TileKernel.FewRows;
                TileKernel.Run<FourRows>(input, from, segments, segmentCount, weights, output, to, start, residual, added, bounds, ahead,
                    step);
            }

            row += rows;
            left -= rows;
        }
    }
}
