using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A convolution of each channel with a filter of its own: eight channels and up to seven cells of a row at a time, their sums in
/// registers.</summary>
internal sealed unsafe class DepthwiseConvolution : Phase
{
    private const int Lanes = DepthwiseFilters.Lanes;

    /// <summary>Cells of a tile; the maps of most networks have rows of a multiple of seven.</summary>
    private const int Most = 7, Fewer = 3;

    private readonly DepthwiseFilters _filters;
    private readonly MapLayout _input, _output;
    private readonly MapLayout? _residual;
    private readonly ElementMath _activation;
    private readonly long[] _taps;
    private readonly Pads _pads;
    private readonly int _rows, _rowsPerTask, _parts, _blocks;

    /// <param name="filters">Weights, bias and shape.</param>
    /// <param name="input">Its margin has room for the padding.</param>
    /// <param name="pads">The padding.</param>
    /// <param name="output">Where the results go.</param>
    /// <param name="residual">What is added before the activation, or null.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="threads">For how many threads there should be work.</param>
    internal DepthwiseConvolution(
        DepthwiseFilters filters, MapLayout input, Pads pads, MapLayout output, MapLayout? residual, Activation activation, int threads)
    {
        (_filters, _input, _pads, _output, _residual, _activation) = (filters, input, pads, output, residual, new ElementMath(activation));
        ConvolutionShape shape = filters.Shape;
        _taps = [.. Enumerable.Range(0, shape.Area).Select(cell => sizeof(float) * (
            cell / shape.Size.Width * shape.Dilation.Height * input.RowStride
                + (long)(cell % shape.Size.Width) * shape.Dilation.Width * input.CellStride))];
        _rows = output.Images * output.Height;
        _blocks = (shape.Channels + Lanes - 1) / Lanes;
        _rowsPerTask = Math.Clamp(_rows / (4 * threads), 1, 8);
        // Small maps of many channels: rows alone would not be work for all.
        _parts = Math.Clamp(4 * threads * _rowsPerTask / _rows, 1, Math.Max(1, _blocks / 8));
    }

    internal override int Tasks => (_rows + _rowsPerTask - 1) / _rowsPerTask * _parts;

    internal override void Prepare(float* memory) => _output.ClearMargin(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int rows, int part) = Math.DivRem(task, _parts);
        int first = _blocks * part / _parts, end = _blocks * (part + 1) / _parts, width = _output.Width;
        int tile = width >= Most ? Most : width >= Fewer ? Fewer : 1;
        for (int index = rows * _rowsPerTask; index < Math.Min((rows + 1) * _rowsPerTask, _rows); index++)
        {
            (int image, int row) = Math.DivRem(index, _output.Height);
            for (int column = 0; column < width; column += tile)
            {
                // The last tile begins early enough to end with the row; what it shares with the one before, it does again.
                int from = Math.Min(column, width - tile);
                switch (tile)
                {
                    case Most:
                        Run<SevenCells>(memory, image, row, from, first, end);
                        break;
                    case Fewer:
                        Run<ThreeCells>(memory, image, row, from, first, end);
                        break;
                    default:
                        Run<OneCell>(memory, image, row, from, first, end);
                        break;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<T>(float* memory, int image, int row, int column, int firstBlock, int endBlock)
        where T : struct, ITileCells
    {
        ConvolutionShape shape = _filters.Shape;
        byte* input = (byte*)(memory + _input.Cell(image, row * shape.Stride.Height - _pads.Top, column * shape.Stride.Width - _pads.Left));
        float* output = memory + _output.Cell(image, row, column);
        float* residual = _residual is null ? null : memory + _residual.Cell(image, row, column);
        nint step = (nint)shape.Stride.Width * _input.CellStride * sizeof(float), three = 3 * step, outStep = _output.CellStride, addStep =
            _residual?.CellStride ?? 0;
        float* weights = _filters.Block(firstBlock);
        fixed (long* taps = _taps)
        {
            for (int block = firstBlock; block < endBlock; block++)
            {
                byte* from = input + block * Lanes * sizeof(float);
                Vector256<float> s0 = Vector256.Load(weights), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0;
                weights += Lanes;
                for (int tap = 0; tap < _taps.Length; tap++, weights += Lanes)
                {
                    byte* at = from + taps[tap];
                    Vector256<float> w = Vector256.Load(weights);
                    s0 = Fma.MultiplyAdd(w, Load(at), s0);
                    if (T.Count > 1)
                    {
                        s1 = Fma.MultiplyAdd(w, Load(at + step), s1);
                        s2 = Fma.MultiplyAdd(w, Load(at + 2 * step), s2);
                    }

                    if (T.Count > Fewer)
                    {
                        byte* next = at + three;
                        s3 = Fma.MultiplyAdd(w, Load(next), s3);
                        s4 = Fma.MultiplyAdd(w, Load(next + step), s4);
                        s5 = Fma.MultiplyAdd(w, Load(next + 2 * step), s5);
                        s6 = Fma.MultiplyAdd(w, Load(next + three), s6);
                    }
                }

                float* to = output + block * Lanes, plus = residual is null ? null : residual + block * Lanes;
                Finish(s0, to, plus);
                if (T.Count > 1)
                {
                    Finish(s1, to + outStep, plus + addStep);
                    Finish(s2, to + 2 * outStep, plus + 2 * addStep);
                }

                if (T.Count > Fewer)
                {
                    Finish(s3, to + 3 * outStep, plus + 3 * addStep);
                    Finish(s4, to + 4 * outStep, plus + 4 * addStep);
                    Finish(s5, to + 5 * outStep, plus + 5 * addStep);
                    Finish(s6, to + 6 * outStep, plus + 6 * addStep);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(byte* from) => Vector256.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(Vector256<float> sum, float* to, float* plus)
    {
        // Without a residual its step is 0, so that null stays null.
        if (plus is not null)
            sum += Vector256.Load(plus);
        _activation.Apply(sum).Store(to);
    }

    private interface ITileCells
    {
        static abstract int Count { get; }
    }

    private readonly struct SevenCells : ITileCells
    {
        public static int Count => Most;
    }

    private readonly struct ThreeCells : ITileCells
    {
        public static int Count => Fewer;
    }

    private readonly struct OneCell : ITileCells
    {
        public static int Count => 1;
    }
}
