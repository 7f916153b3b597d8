using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// Local response normalisation and max pooling in one pass, either of which may be left out: normalised rows live in a small ring of
/// buffers and never reach memory.
/// </summary>
internal sealed unsafe class NormalizePool : Phase
{
    private const int Lanes = 8;

    private readonly MapLayout _source, _target;
    private readonly LocalNormalization? _normalize;
    private readonly WindowAxis _vertical, _horizontal;
    private readonly Pads _pads;
    private readonly int _channels, _rowLength, _rows, _rowsPerTask;

    /// <param name="source">Cells side by side; channels in eights.</param>
    /// <param name="channels">How many of its channels are no mere filling.</param>
    /// <param name="target">Where the results go.</param>
    /// <param name="normalize">The normalisation, or null.</param>
    /// <param name="pool">The windows of the pooling, or null.</param>
    /// <param name="threads">For how many threads there should be work.</param>
    internal NormalizePool(MapLayout source, int channels, MapLayout target, LocalNormalization? normalize, Window? pool, int threads)
    {
        (_source, _channels, _target, _normalize) = (source, channels, target, normalize);
        Window window = pool ?? new Window(1, 1);
        (_vertical, _horizontal, _pads) = (window.Rows, window.Columns, window.PadsIn(new Sides(source.Height, source.Width)));
        _rowLength = source.Width * source.CellStride;
        _rows = target.Images * target.Height;
        _rowsPerTask = Math.Clamp(_rows / (4 * threads), 1, 16);
    }

    internal override int Tasks => (_rows + _rowsPerTask - 1) / _rowsPerTask;

    internal override long Scratch => PointerLength
        + (_normalize is null ? 0 : (long)_vertical.Reach * _rowLength + NormalizeRow.Scratch(_normalize, _source.Width, _source.Channels));

    /// <summary>Floats that the pointers to the rows of a window take.</summary>
    private long PointerLength => (_vertical.Size * (long)sizeof(float*) / sizeof(float) + Lanes - 1) / Lanes * Lanes;

    internal override void Prepare(float* memory) => _target.ClearMargin(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        float** window = (float**)scratch;
        float* ring = scratch + PointerLength, rest = ring + (long)_vertical.Reach * _rowLength;
        int ringImage = -1, ringNext = 0;
        for (int row = task * _rowsPerTask; row < Math.Min((task + 1) * _rowsPerTask, _rows); row++)
        {
            (int image, int outRow) = Math.DivRem(row, _target.Height);
            int first = outRow * _vertical.Stride - _pads.Top, top = Math.Max(0, first), bottom =
                Math.Min(_source.Height, first + _vertical.Reach);
            if (_normalize is not null)
            {
                if (image != ringImage || ringNext < top)
                    (ringImage, ringNext) = (image, top);
                for (; ringNext < bottom; ringNext++)
                    Normalize(memory, image, ringNext, rest, ring + ringNext % _vertical.Reach * (long)_rowLength);
            }

            int rows = 0;
            for (int y = Inside(first, _vertical.Dilation); y < bottom; y += _vertical.Dilation)
                window[rows++] = _normalize is null ? memory + _source.Cell(image, y, 0) : ring + y % _vertical.Reach * (long)_rowLength;
            PoolRow(window, rows, memory + _target.Cell(image, outRow, 0));
        }
    }

    /// <summary>The first cell of a window that does not lie before the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Inside(int first, int dilation) => first >= 0 ? first : first + (dilation - 1 - first) / dilation * dilation;

    private void Normalize(float* memory, int image, int row, float* scratch, float* destination)
    {
        if (_normalize!.Kind == NormalizationKind.AcrossChannel)
        {
            NormalizeRow.AcrossChannel(_normalize, memory
                + _source.Cell(image, row, 0), _source.Width, _source.Channels, _channels, scratch, destination);
            return;
        }

        float** rows = stackalloc float*[_normalize.Size];
        for (int index = 0; index < _normalize.Size; index++)
        {
            int y = row + index - _normalize.Size / 2;
            rows[index] = y >= 0 && y < _source.Height ? memory + _source.Cell(image, y, 0) : null;
        }

        NormalizeRow.WithinChannel(_normalize, rows, _source.Width, _source.Channels, scratch, destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PoolRow(float** rows, int count, float* destination)
    {
        (int channels, int cell) = (_source.Channels, _source.CellStride);
        for (int column = 0; column < _target.Width; column++, destination += _target.CellStride)
        {
            int first = column * _horizontal.Stride - _pads.Left, right = Math.Min(_source.Width, first + _horizontal.Reach);
            int left = Inside(first, _horizontal.Dilation), step = _horizontal.Dilation;
            for (int channel = 0; channel < channels; channel += Lanes)
            {
                // Dilated windows may see nothing but padding.
                Vector256<float> largest = Vector256.Create(float.NegativeInfinity);
                for (int y = 0; y < count; y++)
                {
                    float* from = rows[y] + left * cell + channel;
                    for (int x = left; x < right; x += step, from += step * cell)
                        largest = Vector256.Max(largest, Vector256.Load(from));
                }

                largest.Store(destination + channel);
            }
        }
    }
}
