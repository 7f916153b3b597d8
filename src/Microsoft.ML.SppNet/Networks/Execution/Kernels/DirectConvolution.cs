using System.Runtime.CompilerServices;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// A convolution as it is written: every output cell sums over its window. In channels-last order a window is a few long stretches of
/// memory, one per row, so that nothing is copied together first.
/// </summary>
internal sealed unsafe class DirectConvolution : Phase
{
    /// <summary>Output cells of a task at most: their inputs stay in the second-level cache while all filters pass.</summary>
    private const int MostCells = 96, FewestCells = 24;

    private readonly PackedFilters _filters;
    private readonly MapLayout _input, _output;
    private readonly MapLayout? _residual;
    private readonly ElementMath _activation;
    private readonly Pads _pads;
    private readonly (Segment[] Segments, long Weights)[] _blocks;
    private readonly int _cells, _panels;

    /// <param name="filters">Weights, bias and shape.</param>
    /// <param name="input">Its margin has room for the padding.</param>
    /// <param name="pads">The padding.</param>
    /// <param name="output">Where the results go.</param>
    /// <param name="residual">What is added before the activation, or null.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="threads">For how many threads there should be work.</param>
    internal DirectConvolution(
        PackedFilters filters, MapLayout input, Pads pads, MapLayout output, MapLayout? residual, Activation activation, int threads)
    {
        (_filters, _input, _pads, _output, _residual, _activation) = (filters, input, pads, output, residual, new ElementMath(activation));
        _blocks = Blocks(filters.Shape, input);
        (_cells, _panels) = Split(filters.Shape, output.Cells, threads);
    }

    internal override int Tasks => CellBlocks * PanelBlocks;

    private int CellBlocks => (_output.Cells + _cells - 1) / _cells;

    private int PanelBlocks => (_filters.Shape.Panels + _panels - 1) / _panels;

    internal override void Prepare(float* memory) => _output.ClearMargin(memory);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int panelBlock, int cellBlock) = Math.DivRem(task, CellBlocks);
        int first = cellBlock * _cells, count = Math.Min(_cells, _output.Cells - first);
        long* inputs = stackalloc long[MostCells + RowTable.Overhang], outputs = stackalloc long[MostCells + RowTable.Overhang];
        long* residuals = stackalloc long[MostCells + RowTable.Overhang];
        Locate(first, count, inputs, outputs, residuals);
        var rows = new RowTable(count, inputs, outputs, residuals);
        ConvolutionShape shape = _filters.Shape;
        int firstPanel = panelBlock * _panels, endPanel = Math.Min(firstPanel + _panels, shape.Panels);
        for (int block = 0; block < _blocks.Length; block++)
        {
            (Segment[] segments, long weights) = _blocks[block];
            bool isLast = block == _blocks.Length - 1;
            fixed (Segment* segment = segments)
            {
                for (int panel = firstPanel; panel < endPanel; panel++)
                {
                    int filter = panel * TileKernel.Filters;
                    float* input = memory + panel / shape.GroupPanels * shape.GroupChannels, from =
                        _filters.Weights + panel * _filters.PanelLength + weights;
                    rows.Run(
                        input, segment, segments.Length, from, memory + filter, block == 0 ? _filters.Bias + filter : null,
                        _residual is null || !isLast ? null : memory + filter, isLast ? _activation.Bounds : Bounds.None,
                        from + _filters.PanelLength);
                    if (isLast && !_activation.IsBound)
                        _activation.Apply(memory + filter, outputs, count);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Locate(int first, int count, long* inputs, long* outputs, long* residuals)
    {
        (int row, int column) = Math.DivRem(first, _output.Width);
        (int image, row) = Math.DivRem(row, _output.Height);
        Sides stride = _filters.Shape.Stride;
        for (int index = 0; index < count; column = 0)
        {
            long input = _input.Cell(image, row * stride.Height - _pads.Top, column * stride.Width - _pads.Left),
            output = _output.Cell(image, row, column);
            long residual = _residual?.Cell(image, row, column) ?? 0;
            long inputStep = (long)stride.Width * _input.CellStride, outputStep = _output.CellStride, residualStep = _residual?.CellStride
                ?? 0;
            for (int end = Math.Min(count, index + _output.Width - column); index < end; index++)
            {
                (inputs[index], outputs[index], residuals[index]) = (input, output, residual);
                (input, output, residual) = (input + inputStep, output + outputStep, residual + residualStep);
            }

            if (++row == _output.Height)
                (image, row) = (image + 1, 0);
        }

        RowTable.Extend(inputs, count);
        RowTable.Extend(outputs, count);
        RowTable.Extend(residuals, count);
    }

    /// <summary>The stretches of a window, gathered into blocks of at most <see cref="Segment.LongestSum"/> inputs, and where each block's
    /// weights begin.</summary>
    private static (Segment[] Segments, long Weights)[] Blocks(ConvolutionShape shape, MapLayout input)
    {
        // The cells of a window's row lie side by side where a filter sees all that a cell holds.
        bool whole = shape.Groups == 1 && input.CellStride == shape.Channels && shape.Dilation.Width == 1;
        int length = whole ? shape.Size.Width * shape.Channels : shape.GroupChannels;
        var blocks = new List<(Segment[] Segments, long Weights)>();
        var current = new List<Segment>();
        long depth = 0, begun = 0;
        for (int y = 0; y < shape.Size.Height; y++)
        {
            for (int x = 0; x < (whole ? 1 : shape.Size.Width); x++)
            {
                foreach (Segment segment in Segment.Cut(y * shape.Dilation.Height * input.RowStride
                    + (long)x * shape.Dilation.Width * input.CellStride, length))
                {
                    if (current.Count > 0 && depth - begun + segment.Length > Segment.LongestSum)
                        Close();
                    current.Add(segment);
                    depth += segment.Length;
                }
            }
        }

        Close();
        return [.. blocks];

        void Close()
        {
            blocks.Add(([.. current], begun * TileKernel.Filters));
            current.Clear();
            begun = depth;
        }
    }

    /// <summary>Cells and panels of a task: enough tasks for the threads, and the larger of inputs and weights read once.</summary>
    private static (int Cells, int Panels) Split(ConvolutionShape shape, int outputs, int threads)
    {
        int cells = MostCells, panels = shape.Panels, wanted = threads == 1 ? 1 : 4 * threads;
        while (Count() < wanted)
        {
            if (panels > 1 && (shape.Filters > outputs || cells <= FewestCells))
                panels = (panels + 1) / 2;
            else if (cells > FewestCells)
                cells /= 2;
            else
                break;
        }

        return (cells, panels);

        int Count() => (outputs + cells - 1) / cells * ((shape.Panels + panels - 1) / panels);
    }
}
