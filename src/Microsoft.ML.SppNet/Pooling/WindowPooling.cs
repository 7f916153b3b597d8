using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Pooling;

/// <summary>
/// Pools windows of maps in CPU memory, straight from where the trunk left them into one matrix with a row per window: grid by grid, each
/// channel-major. A task is one window and a few channels, whose sums stay in registers; no window needs memory of its own.
/// </summary>
/// <typeparam name="T">What a bin makes of its cells.</typeparam>
/// <param name="maps">The maps.</param>
/// <param name="windows">Windows of at least one cell, inside the maps.</param>
/// <param name="grids">The bins; every bin has at least one cell.</param>
/// <param name="rows">Memory for windows × (channels · Σ bins) floats.</param>
internal sealed unsafe class WindowPooling<T>(MapView maps, IReadOnlyList<MapWindow> windows, IReadOnlyList<BinGrid> grids, float* rows)
    : Phase
    where T : struct, IBinReduction
{
    private const int Lanes = 8, ChannelsPerTask = 4 * Lanes;

    private readonly int _blocks = (maps.Channels + ChannelsPerTask - 1) / ChannelsPerTask;
    private readonly long _rowLength = (long)maps.Channels * grids.Sum(grid => grid.Side * grid.Side);

    internal override int Tasks => checked(windows.Count * _blocks);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int index, int block) = Math.DivRem(task, _blocks);
        MapWindow window = windows[index];
        (int height, int width) = (window.Bottom - window.Top, window.Right - window.Left);
        float* first = maps.Cell(window.Image, window.Top, window.Left), target = rows + index * _rowLength;
        foreach (BinGrid grid in grids)
        {
            int bins = grid.Side * grid.Side;
            for (int bin = 0; bin < bins; bin++)
            {
                (int row, int column) = Math.DivRem(bin, grid.Side);
                (int top, int bottom) = grid.Bin(row, height);
                (int left, int right) = grid.Bin(column, width);
                float* cell = first + top * maps.RowStride + left * maps.CellStride;
                if (maps.Channels >= Lanes)
                    Pool(cell, bottom - top, right - left, block * ChannelsPerTask, target + bin, bins);
                else
                    PoolFew(cell, bottom - top, right - left, target + bin, bins);
            }

            target += (long)maps.Channels * bins;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pool(float* bin, int height, int width, int channel, float* target, int targetStride)
    {
        // Vectors beyond the last channel are moved back onto the last ones: a result may be worked out twice, always to the same bits.
        int last = maps.Channels - Lanes, c0 = Math.Min(channel, last), c1 = Math.Min(channel + Lanes, last), c2 =
            Math.Min(channel + 2 * Lanes, last),
            c3 = Math.Min(channel + 3 * Lanes, last);
        Vector256<float> s0 = T.Start(Vector256.Load(bin + c0)), s1 = T.Start(Vector256.Load(bin + c1)),
            s2 = T.Start(Vector256.Load(bin + c2)), s3 = T.Start(Vector256.Load(bin + c3));
        for (int y = 0; y < height; y++)
        {
            float* cell = bin + y * maps.RowStride;
            for (int x = 0; x < width; x++, cell += maps.CellStride)
            {
                s0 = T.With(s0, Vector256.Load(cell + c0));
                s1 = T.With(s1, Vector256.Load(cell + c1));
                s2 = T.With(s2, Vector256.Load(cell + c2));
                s3 = T.With(s3, Vector256.Load(cell + c3));
            }
        }

        int cells = height * width;
        Scatter(T.End(s0, cells), target + (long)c0 * targetStride, targetStride);
        Scatter(T.End(s1, cells), target + (long)c1 * targetStride, targetStride);
        Scatter(T.End(s2, cells), target + (long)c2 * targetStride, targetStride);
        Scatter(T.End(s3, cells), target + (long)c3 * targetStride, targetStride);
    }

    /// <summary>Fewer channels than a vector has places: one at a time.</summary>
    private void PoolFew(float* bin, int height, int width, float* target, int targetStride)
    {
        for (int channel = 0; channel < maps.Channels; channel++)
        {
            Vector256<float> sum = T.Start(Vector256.CreateScalar(bin[channel]));
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    sum = T.With(sum, Vector256.CreateScalar(bin[y * maps.RowStride + x * maps.CellStride + channel]));
            }

            target[(long)channel * targetStride] = T.End(sum, height * width)[0];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(Vector256<float> values, float* target, int stride)
    {
        for (int lane = 0; lane < Lanes; lane++)
            target[(long)lane * stride] = values[lane];
    }
}
