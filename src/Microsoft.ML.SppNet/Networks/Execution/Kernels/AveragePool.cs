using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Means of windows.</summary>
internal sealed unsafe class AveragePool : Phase
{
    private const int Lanes = 8;

    private readonly MapLayout _source, _target;
    private readonly WindowAxis _vertical, _horizontal;
    private readonly Pads _pads, _counted;

    internal AveragePool(MapLayout source, MapLayout target, Window window, bool countsPadding)
    {
        (_source, _target, _vertical, _horizontal) = (source, target, window.Rows, window.Columns);
        _pads = window.PadsIn(new Sides(source.Height, source.Width));
        _counted = countsPadding ? _pads : default;
    }

    internal override int Tasks => _target.Images * _target.Height;

    internal override void Prepare(float* memory) => _target.ClearMargin(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int image, int row) = Math.DivRem(task, _target.Height);
        int first = row * _vertical.Stride - _pads.Top;
        (int top, int rows) = _vertical.Within(first, 0, _source.Height);
        int countedRows = _vertical.Within(first, -_counted.Top, _source.Height + _counted.Bottom).Count;
        for (int column = 0; column < _target.Width; column++)
        {
            int begin = column * _horizontal.Stride - _pads.Left;
            (int left, int columns) = _horizontal.Within(begin, 0, _source.Width);
            long count = (long)countedRows * _horizontal.Within(begin, -_counted.Left, _source.Width + _counted.Right).Count;
            Mean(memory + _source.Cell(image, top, left), rows, columns, count, memory + _target.Cell(image, row, column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mean(float* from, int rows, int columns, long count, float* to)
    {
        (long down, long right) = (_vertical.Dilation * _source.RowStride, (long)_horizontal.Dilation * _source.CellStride);
        Vector256<float> divisor = Vector256.Create((float)count);
        for (int channel = 0; channel < _source.Channels; channel += Lanes)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            for (int y = 0; y < rows; y++)
            {
                float* at = from + y * down + channel;
                Vector256<float> rowSum = Vector256<float>.Zero;
                for (int x = 0; x < columns; x++, at += right)
                    rowSum += Vector256.Load(at);
                sum += rowSum;
            }

            (sum / divisor).Store(to + channel);
        }
    }
}

/// <summary>The mean of each channel of a map, row by row: a sum of sums loses little.</summary>
internal sealed unsafe class GlobalPool(MapLayout source, MapLayout target) : Phase
{
    private const int Lanes = 8, Block = 2 * Lanes;

    private readonly int _blocks = (source.Channels + Block - 1) / Block;

    internal override int Tasks => source.Images * _blocks;

    internal override void Prepare(float* memory) => target.ClearMargin(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int image, int block) = Math.DivRem(task, _blocks);
        Vector256<float> first = Vector256<float>.Zero, second = first;
        for (int row = 0; row < source.Height; row++)
        {
            float* from = memory + source.Cell(image, row, 0) + block * Block;
            Vector256<float> rowFirst = Vector256<float>.Zero, rowSecond = rowFirst;
            for (int column = 0; column < source.Width; column++, from += source.CellStride)
            {
                rowFirst += Vector256.Load(from);
                rowSecond += Vector256.Load(from + Lanes);
            }

            first += rowFirst;
            second += rowSecond;
        }

        Vector256<float> cells = Vector256.Create((float)((long)source.Height * source.Width));
        float* to = memory + target.Cell(image, 0, 0) + block * Block;
        (first / cells).Store(to);
        (second / cells).Store(to + Lanes);
    }
}
