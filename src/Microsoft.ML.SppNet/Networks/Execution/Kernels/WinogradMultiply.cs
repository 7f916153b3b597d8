using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Second part of a convolution by Winograd's algorithm: the 36 products of every tile, Y = Aᵀ (U · V) A, bias, residual and
/// activation.</summary>
internal sealed unsafe class WinogradMultiply : Phase
{
    /// <summary>Tiles of a task at most: a panel of weights comes from far away and serves them all.</summary>
    private const int MostTiles = 60, FewestTiles = 12;

    private const int Lanes = 8, Side = WinogradShape.Side, Products = WinogradShape.Products, Filters = TileKernel.Filters;

    /// <summary>Floats from one product of a panel's results to the next: not a power of two, which would all fall on the same lines of the
    /// cache.</summary>
    private const long ResultStride = MostTiles * Filters + Filters;

    private readonly WinogradFilters _filters;
    private readonly WinogradBatch _batch;
    private readonly MapLayout _output;
    private readonly MapLayout? _residual;
    private readonly ElementMath _activation;
    private readonly int _tiles, _panels;
    private readonly Segment[] _depth;

    internal WinogradMultiply(WinogradFilters filters, WinogradBatch batch, MapLayout output, MapLayout? residual, Activation activation,
        int threads)
    {
        (_filters, _batch, _output, _residual, _activation) = (filters, batch, output, residual, new ElementMath(activation));
        (_tiles, _panels) = Split(filters.Shape.Shape.Panels, batch.Count, threads);
        _depth = [.. Segment.Cut(0, filters.Shape.Depth)];
    }

    internal override int Tasks => TileBlocks * ((_filters.Shape.Shape.Panels + _panels - 1) / _panels);

    internal override long Scratch => Products * ResultStride;

    private int TileBlocks => (_batch.Count + _tiles - 1) / _tiles;

    internal override void Prepare(float* memory)
    {
        // Once, however many batches of tiles a map takes.
        if (_batch.First == 0)
            _output.ClearMargin(memory);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int panelBlock, int tileBlock) = Math.DivRem(task, TileBlocks);
        int first = tileBlock * _tiles, count = Math.Min(_tiles, _batch.Count - first);
        long* inputs = stackalloc long[MostTiles + RowTable.Overhang], outputs = stackalloc long[MostTiles + RowTable.Overhang];
        for (int tile = 0; tile < count; tile++)
        {
            inputs[tile] = _batch.Start + (long)(first + tile) * _batch.Depth;
            outputs[tile] = tile * Filters;
        }

        RowTable.Extend(inputs, count);
        RowTable.Extend(outputs, count);
        var rows = new RowTable(count, inputs, outputs, outputs);
        float* zero = stackalloc float[Filters];
        new Span<float>(zero, Filters).Clear();
        ConvolutionShape shape = _filters.Shape.Shape;
        for (int panel = panelBlock * _panels; panel < Math.Min((panelBlock + 1) * _panels, shape.Panels); panel++)
        {
            float* weights = _filters.Weights + panel * _filters.PanelLength;
            float* input = memory + panel / shape.GroupPanels * shape.GroupChannels;
            fixed (Segment* depth = _depth)
            {
                for (int product = 0; product < Products; product++, input += _batch.ProductStride, weights += _filters.ProductLength)
                {
                    for (int part = 0; part < _depth.Length; part++)
                    {
                        rows.Run(
                            input, depth + part, 1, weights + depth[part].Offset * Filters, scratch + product * ResultStride,
                            part == 0 ? zero : null, null, Bounds.None, weights + (depth[part].Offset + depth[part].Length) * Filters);
                    }
                }
            }

            for (int tile = 0; tile < count; tile++)
                Finish(memory, scratch + tile * Filters, first + tile, panel);
        }
    }

    /// <summary>Turns the products of a tile into its outputs, as far as they lie inside the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish(float* memory, float* products, int tile, int panel)
    {
        (int image, int row, int column) = _batch.Locate(tile);
        int outputs = _filters.Shape.Outputs;
        (int height, int width) = (Math.Min(outputs, _output.Height - row), Math.Min(outputs, _output.Width - column));
        float* bias = _filters.Bias + panel * Filters;
        float* to = memory + _output.Cell(image, row, column) + panel * Filters;
        float* residual = _residual is null ? null : memory + _residual.Cell(image, row, column) + panel * Filters;
        for (int lane = 0; lane < Filters; lane += Lanes)
        {
            var target =
                new Target(to + lane, _output.RowStride, _output.CellStride, height, width, Vector256.Load(bias + lane), _activation);
            float* added = residual is null ? null : residual + lane;
            switch (outputs)
            {
                case 2:
                    Finish<Two>(products + lane, in target, added, _residual);
                    break;
                case 3:
                    Finish<Three>(products + lane, in target, added, _residual);
                    break;
                default:
                    Finish<Four>(products + lane, in target, added, _residual);
                    break;
            }
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish<T>(float* products, in Target target, float* residual, MapLayout? residualMap)
        where T : struct, ITileOutputs
    {
        float* half = stackalloc float[4 * Side * Lanes];
        for (int x = 0; x < Side; x++, products += ResultStride)
            Outputs<T>(products, Side * ResultStride, half + x * Lanes, Side * Lanes);
        float* row = stackalloc float[4 * Lanes];
        for (int y = 0; y < target.Height; y++)
        {
            Outputs<T>(half + y * Side * Lanes, Lanes, row, Lanes);
            float* to = target.To + y * target.RowStride;
            for (int x = 0; x < target.Width; x++, to += target.CellStride)
            {
                Vector256<float> value = Vector256.Load(row + x * Lanes) + target.Bias;
                if (residual is not null)
                    value += Vector256.Load(residual + y * residualMap!.RowStride + (long)x * residualMap.CellStride);
                target.Activation.Apply(value).Store(to);
            }
        }
    }

    /// <summary>Six products at a stride → the outputs of one row or column at another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Outputs<T>(float* from, long stride, float* to, long toStride)
        where T : struct, ITileOutputs
    {
        Vector256<float> p0 = Vector256.Load(from), p1 = Vector256.Load(from + stride), p2 = Vector256.Load(from + 2 * stride);
        Vector256<float> p3 = Vector256.Load(from + 3 * stride), p4 = Vector256.Load(from + 4 * stride), p5 =
            Vector256.Load(from + 5 * stride);
        Vector256<float> evenA = p1 + p2, oddA = p1 - p2, evenB = p3 + p4, oddB = p3 - p4;
        WinogradPoints.Output(0, false, p0, evenA, oddA, evenB, oddB, p5).Store(to);
        WinogradPoints.Output(1, T.Count == 2, p0, evenA, oddA, evenB, oddB, p5).Store(to + toStride);
        if (T.Count > 2)
            WinogradPoints.Output(2, T.Count == 3, p0, evenA, oddA, evenB, oddB, p5).Store(to + 2 * toStride);
        if (T.Count > 3)
            WinogradPoints.Output(3, true, p0, evenA, oddA, evenB, oddB, p5).Store(to + 3 * toStride);
    }

    /// <summary>Tiles and panels of a task: tiles in even blocks, as many as may be, since every block brings all weights from memory
    /// again; the panels make the tasks first.</summary>
    private static (int Tiles, int Panels) Split(int allPanels, int allTiles, int threads)
    {
        int blocks = (allTiles + MostTiles - 1) / MostTiles, panels = allPanels, wanted = threads == 1 ? 1 : 4 * threads;
        while (blocks * ((allPanels + panels - 1) / panels) < wanted)
        {
            if (panels > 1)
                panels = (panels + 1) / 2;
            else if (allTiles / blocks >= 2 * FewestTiles)
                blocks *= 2;
            else
                break;
        }

        return ((allTiles + blocks - 1) / blocks, panels);
    }

    /// <summary>Where a tile's outputs go.</summary>
    private readonly struct Target(float* to, long rowStride, long cellStride, int height, int width, Vector256<float> bias,
        ElementMath activation)
    {
        internal float* To => to;

        internal long RowStride => rowStride;

        internal long CellStride => cellStride;

        internal int Height => height;

        internal int Width => width;

        internal Vector256<float> Bias => bias;

        internal ElementMath Activation => activation;
    }

    private interface ITileOutputs
    {
        static abstract int Count { get; }
    }

    private readonly struct Two : ITileOutputs
    {
        public static int Count => 2;
    }

    private readonly struct Three : ITileOutputs
    {
        public static int Count => 3;
    }

    private readonly struct Four : ITileOutputs
    {
        public static int Count => 4;
    }
}
