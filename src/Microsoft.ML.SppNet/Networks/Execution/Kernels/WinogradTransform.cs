using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>First part of a convolution by Winograd's algorithm: V = Bᵀ d B for every tile and channel.</summary>
internal sealed unsafe class WinogradTransform(WinogradBatch batch, MapLayout input, Pads pads, int threads) : Phase
{
    private const int Lanes = 8, Side = WinogradShape.Side;

    private readonly int _tilesPerTask = Math.Clamp(batch.Count / (4 * threads), 1, 8);

    internal override int Tasks => (batch.Count + _tilesPerTask - 1) / _tilesPerTask;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int stride, int channels) = (batch.Shape.Stride, batch.Shape.Shape.Channels);
        int first = task * _tilesPerTask, end = Math.Min(first + _tilesPerTask, batch.Count);
        (long row, long column) = (stride * input.RowStride, (long)stride * input.CellStride);
        for (int tile = first; tile < end; tile++)
        {
            (int image, int top, int left) = batch.Locate(tile);
            float* to = memory + batch.Start + (long)tile * batch.Depth;
            for (int partY = 0; partY < stride; partY++)
            {
                for (int partX = 0; partX < stride; partX++, to += channels)
                {
                    float* from = memory + input.Cell(image, top * stride + partY - pads.Top, left * stride + partX - pads.Left);
                    for (int channel = 0; channel < channels; channel += Lanes)
                        Transform(from + channel, row, column, to + channel, batch.ProductStride);
                }
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(float* from, long row, long column, float* to, long product)
    {
        float* half = stackalloc float[Side * Side * Lanes];
        for (int x = 0; x < Side; x++, from += column)
        {
            Vector256<float> d0 = Vector256.Load(from), d1 = Vector256.Load(from + row), d2 = Vector256.Load(from + 2 * row);
            Vector256<float> d3 = Vector256.Load(from + 3 * row), d4 = Vector256.Load(from + 4 * row), d5 = Vector256.Load(from + 5 * row);
            WinogradPoints.Inputs(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
            float* store = half + x * Lanes;
            d0.Store(store);
            d1.Store(store + Side * Lanes);
            d2.Store(store + 2 * Side * Lanes);
            d3.Store(store + 3 * Side * Lanes);
            d4.Store(store + 4 * Side * Lanes);
            d5.Store(store + 5 * Side * Lanes);
        }

        for (int y = 0; y < Side; y++, half += Side * Lanes)
        {
            Vector256<float> d0 = Vector256.Load(half), d1 = Vector256.Load(half + Lanes), d2 = Vector256.Load(half + 2 * Lanes);
            Vector256<float> d3 = Vector256.Load(half + 3 * Lanes), d4 = Vector256.Load(half + 4 * Lanes), d5 =
                Vector256.Load(half + 5 * Lanes);
            WinogradPoints.Inputs(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
            d0.Store(to);
            d1.Store(to + product);
            d2.Store(to + 2 * product);
            d3.Store(to + 3 * product);
            d4.Store(to + 4 * product);
            d5.Store(to + 5 * product);
            to += Side * product;
        }
    }
}
