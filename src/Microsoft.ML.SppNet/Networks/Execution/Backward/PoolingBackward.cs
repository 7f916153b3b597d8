using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The way back through a pooling. Of a max pooling a signal goes to where the maximum was, the paper's switch: the first in reading order
/// where several are as large. A task is a part of the channels, since windows overlap.
/// </summary>
internal sealed unsafe class PoolingBackward : Phase
{
    private const int ChannelsPerTask = 16;

    private readonly WindowAxis _vertical, _horizontal;
    private readonly Pads _pads, _counted;
    private readonly PoolKind _kind;
    private readonly int _channels, _rows, _columns, _height, _width;
    private readonly float* _input;
    private readonly float* _signal;
    private readonly float* _target;

    private PoolingBackward(PoolStep step, NativeTensor input, NativeTensor signal, NativeTensor target)
    {
        (_height, _width, _channels) = ((int)input.Shape[1], (int)input.Shape[2], (int)input.Shape[3]);
        (_rows, _columns) = ((int)signal.Shape[1], (int)signal.Shape[2]);
        (_kind, _vertical, _horizontal) = (step.Kind, step.Window.Rows, step.Window.Columns);
        _pads = step.Window.PadsIn(new Sides(_height, _width));
        _counted = step.Kind == PoolKind.AverageWithPadding ? _pads : default;
        _input = input.Pointer;
        _signal = signal.Pointer;
        _target = target.Pointer;
    }

    internal override int Tasks => (_channels + ChannelsPerTask - 1) / ChannelsPerTask;

    /// <summary>Adds what a pooling makes of a signal at its output to the signal before it.</summary>
    /// <param name="step">The pooling.</param>
    /// <param name="input">What it read, 1 × H × W × C.</param>
    /// <param name="signal">1 × H′ × W′ × C.</param>
    /// <param name="target">1 × H × W × C.</param>
    internal static void Add(PoolStep step, NativeTensor input, NativeTensor signal, NativeTensor target)
    {
        PhaseScheduler.Run([new PoolingBackward(step, input, signal, target)], ComputeThreads.Count);
        GC.KeepAlive(input);
        GC.KeepAlive(signal);
        GC.KeepAlive(target);
    }

    internal override void Run(float* memory, float* scratch, int task)
    {
        int from = task * ChannelsPerTask, end = Math.Min(from + ChannelsPerTask, _channels);
        for (int row = 0; row < _rows; row++)
        {
            int first = row * _vertical.Stride - _pads.Top;
            (int top, int rows) = _vertical.Within(first, 0, _height);
            int countedRows = _vertical.Within(first, -_counted.Top, _height + _counted.Bottom).Count;
            for (int column = 0; column < _columns; column++)
            {
                int begin = column * _horizontal.Stride - _pads.Left;
                (int left, int columns) = _horizontal.Within(begin, 0, _width);
                long count = (long)countedRows * _horizontal.Within(begin, -_counted.Left, _width + _counted.Right).Count;
                var window = new Cells(((long)top * _width + left) * _channels, rows, columns);
                for (int channel = from; channel < end; channel++)
                {
                    float signal = _signal[((long)row * _columns + column) * _channels + channel];
                    if (signal != 0 && _kind == PoolKind.Max)
                        AddAtMaximum(window, channel, signal);
                    else if (signal != 0)
                        AddEverywhere(window, channel, signal / count);
                }
            }
        }
    }

    private void AddAtMaximum(Cells window, int channel, float signal)
    {
        long found = -1;
        for (int y = 0; y < window.Rows; y++)
        {
            for (int x = 0; x < window.Columns; x++)
            {
                long at = At(window, y, x, channel);
                // The first is taken whatever it is: no number is larger than NaN, and a map may hold nothing above −∞.
                if (found < 0 || _input[at] > _input[found])
                    found = at;
            }
        }

        if (found >= 0)
            _target[found] += signal;
    }

    private void AddEverywhere(Cells window, int channel, float share)
    {
        for (int y = 0; y < window.Rows; y++)
        {
            for (int x = 0; x < window.Columns; x++)
                _target[At(window, y, x, channel)] += share;
        }
    }

    private long At(Cells window, int y, int x, int channel) =>
        window.First + ((long)y * _vertical.Dilation * _width + (long)x * _horizontal.Dilation) * _channels + channel;

    /// <summary>A window's cells inside the map: where the first of them lies, and how many rows and columns of them there are.</summary>
    private readonly record struct Cells(long First, int Rows, int Columns);
}
