using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// A fully connected layer: outputs[row] = W · inputs[row] + b, then the ReLU where there is one. Every output is summed up in the same
/// order, stretch by stretch of the inputs, whatever else is computed beside it: neither the number of rows nor that of threads changes a
/// bit.
/// </summary>
/// <param name="inputs">Rows × W's columns.</param>
/// <param name="rows">How many rows.</param>
/// <param name="weights">W: outputs × inputs, row-major.</param>
/// <param name="bias">b.</param>
/// <param name="outputs">Memory for rows × W's rows.</param>
/// <param name="relu">Whether negative results become 0.</param>
internal sealed unsafe class FullyConnected(float* inputs, int rows, NativeTensor weights, NativeTensor bias, float* outputs, bool relu)
    : Phase
{
    /// <summary>A stretch of the inputs of a task's outputs: 128 KB of weights stay in the second-level cache while row after row comes
    /// by.</summary>
    private const int Stretch = 1024, OutputsPerTask = 32, RowsPerTask = 192;

    /// <summary>Twelve sums, three vectors of inputs and one of weights fill the sixteen registers of AVX2.</summary>
    private const int TileRows = 3, TileOutputs = 4, Lanes = 8;

    private readonly int _length = (int)weights.Shape[1], _width = (int)weights.Shape[0];
    private readonly int _outputBlocks = ((int)weights.Shape[0] + OutputsPerTask - 1) / OutputsPerTask;

    internal override int Tasks => _outputBlocks * ((rows + RowsPerTask - 1) / RowsPerTask);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int rowBlock, int outputBlock) = Math.DivRem(task, _outputBlocks);
        int lastRow = Math.Min((rowBlock + 1) * RowsPerTask, rows), lastOutput = Math.Min((outputBlock + 1) * OutputsPerTask, _width);
        for (int from = 0; from < _length; from += Stretch)
        {
            for (int row = rowBlock * RowsPerTask; row < lastRow; row += TileRows)
            {
                for (int output = outputBlock * OutputsPerTask; output < lastOutput; output += TileOutputs)
                    Tile(row, Math.Min(TileRows, lastRow - row), output, Math.Min(TileOutputs, lastOutput - output), from);
            }
        }

        // Nothing but its address is in use, and memory that nobody refers to is finalised.
        GC.KeepAlive(weights);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Tile(int row, int tileRows, int output, int tileOutputs, int from)
    {
        // At the edges the last row or output stands in for those that are not there.
        float* x0 = inputs + (long)row * _length + from, x1 = x0 + (tileRows > 1 ? _length : 0), x2 = x1 + (tileRows > 2 ? _length : 0);
        float* w0 = weights.Pointer + (long)output * _length + from, w1 = w0 + (tileOutputs > 1 ? _length : 0), w2 =
            w1 + (tileOutputs > 2 ? _length : 0),
            w3 = w2 + (tileOutputs > 3 ? _length : 0);
        Vector256<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 =
            default,
            s20 = default, s21 = default, s22 = default, s23 = default;
        int length = Math.Min(Stretch, _length - from), index = 0;
        for (; index <= length - Lanes; index += Lanes)
        {
            Vector256<float> v0 = Vector256.Load(x0 + index), v1 = Vector256.Load(x1 + index), v2 = Vector256.Load(x2 + index),
            w = Vector256.Load(w0 + index);
            s00 = Fma.MultiplyAdd(v0, w, s00);
            s10 = Fma.MultiplyAdd(v1, w, s10);
            s20 = Fma.MultiplyAdd(v2, w, s20);
            w = Vector256.Load(w1 + index);
            s01 = Fma.MultiplyAdd(v0, w, s01);
            s11 = Fma.MultiplyAdd(v1, w, s11);
            s21 = Fma.MultiplyAdd(v2, w, s21);
            w = Vector256.Load(w2 + index);
            s02 = Fma.MultiplyAdd(v0, w, s02);
            s12 = Fma.MultiplyAdd(v1, w, s12);
            s22 = Fma.MultiplyAdd(v2, w, s22);
            w = Vector256.Load(w3 + index);
            s03 = Fma.MultiplyAdd(v0, w, s03);
            s13 = Fma.MultiplyAdd(v1, w, s13);
            s23 = Fma.MultiplyAdd(v2, w, s23);
        }

        float* sums = stackalloc float[TileRows * TileOutputs]
        {
            Vector256.Sum(s00), Vector256.Sum(s01), Vector256.Sum(s02), Vector256.Sum(s03),
            Vector256.Sum(s10), Vector256.Sum(s11), Vector256.Sum(s12), Vector256.Sum(s13),
            Vector256.Sum(s20), Vector256.Sum(s21), Vector256.Sum(s22), Vector256.Sum(s23),
        };
        for (int r = 0; r < tileRows; r++)
        {
            for (int o = 0; o < tileOutputs; o++)
            {
                float sum = sums[r * TileOutputs + o];
                for (int rest = index; rest < length; rest++)
                    sum += x0[r * (long)_length + rest] * w0[o * (long)_length + rest];
                Add(row + r, output + o, sum, from);
            }
        }
    }

    private void Add(int row, int output, float sum, int from)
    {
        float* target = outputs + (long)row * _width + output;
        sum += from == 0 ? bias.Pointer[output] : *target;
        *target = relu && from + Stretch >= _length && sum < 0 ? 0 : sum;
    }
}
