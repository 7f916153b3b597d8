using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The way back through a convolution: every element of the signal lays its filter, scaled by it, over the cells that it was made of. A
/// task is a row of the map before the convolution, so that no two threads add to the same cell and the order of sums does not depend on
/// threads. Most of a signal is 0 and costs nothing.
/// </summary>
internal sealed unsafe class ConvolutionBackward : Phase
{
    private readonly WindowAxis _vertical, _horizontal;
    private readonly Pads _pads;
    private readonly int _groups, _filters, _filtersPerGroup, _depth, _inChannels, _rows, _columns, _height, _width;
    private readonly float* _weights;
    private readonly float* _signal;
    private readonly float* _target;

    private ConvolutionBackward(ConvStep step, NativeTensor weights, NativeTensor signal, NativeTensor target)
    {
        (_height, _width, _rows, _columns) = ((int)target.Shape[1], (int)target.Shape[2], (int)signal.Shape[1], (int)signal.Shape[2]);
        (_vertical, _horizontal, _pads) = (step.Window.Rows, step.Window.Columns, step.Window.PadsIn(new Sides(_height, _width)));
        (_groups, _filters, _filtersPerGroup) = (step.Groups, step.Filters, step.Filters / step.Groups);
        (_inChannels, _depth) = (step.InChannels, step.InChannels / step.Groups);
        _weights = weights.Pointer;
        _signal = signal.Pointer;
        _target = target.Pointer;
    }

    internal override int Tasks => _height;

    /// <summary>Whether each filter sees a single channel and is the only one to see it: cells then are multiplied as a whole.</summary>
    private bool IsDepthwise => _depth == 1 && _filtersPerGroup == 1;

    /// <summary>Adds what a convolution makes of a signal at its output to the signal before it.</summary>
    /// <param name="step">The convolution.</param>
    /// <param name="filters">As <see cref="Arrange"/> has them.</param>
    /// <param name="signal">1 × H′ × W′ × F.</param>
    /// <param name="target">1 × H × W × C.</param>
    internal static void Add(ConvStep step, NativeTensor filters, NativeTensor signal, NativeTensor target)
    {
        PhaseScheduler.Run([new ConvolutionBackward(step, filters, signal, target)], ComputeThreads.Count);
        GC.KeepAlive(filters);
        GC.KeepAlive(signal);
        GC.KeepAlive(target);
    }

    /// <summary>Filters from F × C × h × w to F × h × w × C, so that a row of a filter lies as the row of a map does; depthwise ones to h ×
    /// w × F.</summary>
    internal static NativeTensor Arrange(ConvStep step, NativeTensor weights)
    {
        (long filters, long depth, long area) = (weights.Shape[0], weights.Shape[1], weights.Shape[2] * weights.Shape[3]);
        bool depthwise = depth == 1 && step.Groups == filters;
        var arranged = new NativeTensor(filters, depth, area);
        for (long filter = 0; filter < filters; filter++)
        {
            for (long channel = 0; channel < depth; channel++)
            {
                for (long place = 0; place < area; place++)
                {
                    long to = depthwise ? place * filters + filter : (filter * area + place) * depth + channel;
                    arranged.Pointer[to] = weights.Pointer[(filter * depth + channel) * area + place];
                }
            }
        }

        return arranged;
    }

    internal override void Run(float* memory, float* scratch, int task)
    {
        for (int y = 0; y < _vertical.Size; y++)
        {
            (int row, int rest) = Math.DivRem(task + _pads.Top - y * _vertical.Dilation, _vertical.Stride);
            if (rest != 0 || row < 0 || row >= _rows)
                continue;
            for (int column = 0; column < _columns; column++)
            {
                var cell = new ReadOnlySpan<float>(_signal + ((long)row * _columns + column) * _filters, _filters);
                if (cell.ContainsAnyExcept(0f))
                    AddCell(cell, task, y, column * _horizontal.Stride - _pads.Left);
            }
        }
    }

    /// <summary>Lays a row of all the filters, scaled by a cell of the signal, over a row of the map.</summary>
    private void AddCell(ReadOnlySpan<float> cell, int mapRow, int y, int left)
    {
        int dilation = _horizontal.Dilation, first = left >= 0 ? 0 : (-left + dilation - 1) / dilation;
        int end = Math.Min(_horizontal.Size, (_width - left + dilation - 1) / dilation);
        if (end <= first)
            return;
        float* to = _target + ((long)mapRow * _width + left) * _inChannels;
        if (IsDepthwise)
        {
            for (int x = first; x < end; x++)
                MultiplyAdd(_weights + (long)(y * _horizontal.Size + x) * _filters, cell, to + (long)x * dilation * _inChannels);
            return;
        }

        bool together = _groups == 1 && dilation == 1;
        for (int filter = 0; filter < cell.Length; filter++)
        {
            if (cell[filter] == 0)
                continue;
            float* weights = _weights + ((long)filter * _vertical.Size + y) * _horizontal.Size * _depth;
            if (together)
            {
                MultiplyAdd(weights + first * _depth, cell[filter], to + first * _depth, (end - first) * _depth);
                continue;
            }

            int channel = filter / _filtersPerGroup * _depth;
            for (int x = first; x < end; x++)
                MultiplyAdd(weights + x * _depth, cell[filter], to + (long)x * dilation * _inChannels + channel, _depth);
        }
    }

    private static void MultiplyAdd(float* weights, float scale, float* to, int length)
    {
        var target = new Span<float>(to, length);
        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(weights, length), scale, target, target);
    }

    private static void MultiplyAdd(float* weights, ReadOnlySpan<float> cell, float* to)
    {
        var target = new Span<float>(to, cell.Length);
        TensorPrimitives.MultiplyAdd(cell, new ReadOnlySpan<float>(weights, cell.Length), target, target);
    }
}
