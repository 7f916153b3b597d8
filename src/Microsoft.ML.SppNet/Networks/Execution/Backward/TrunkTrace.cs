using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A trunk's forward run over one image with all its values kept, and the ways back from them. Values are numbered as in the
/// network's own program.</summary>
internal sealed class TrunkTrace : IDisposable
{
    private readonly SeparateActivations _trunk;
    private readonly TrunkTracer _tracer;
    private readonly NetworkParameters _parameters;
    private readonly NativeTensor[] _values;

    /// <param name="trunk">The steps.</param>
    /// <param name="tracer">Has their filters.</param>
    /// <param name="parameters">Has their other parameters.</param>
    /// <param name="values">1 × H × W × C each; the first, the image, stays the caller's.</param>
    internal TrunkTrace(SeparateActivations trunk, TrunkTracer tracer, NetworkParameters parameters, NativeTensor[] values) =>
        (_trunk, _tracer, _parameters, _values) = (trunk, tracer, parameters, values);

    /// <summary>A value, 1 × H × W × C; 0 is the image. It stays the trace's.</summary>
    internal NativeTensor this[int value] => _values[_trunk.Values[value]];

    /// <summary>Brings a signal from one value back to another.</summary>
    /// <param name="value">Where the signal is.</param>
    /// <param name="signal">Of that value's shape, such as 1 at one element and 0 elsewhere; it stays the caller's.</param>
    /// <param name="rule">How it passes what is not linear.</param>
    /// <param name="to">Where it goes; 0, the default, is the image.</param>
    /// <returns>A tensor of that value's shape; the caller disposes it.</returns>
    internal NativeTensor Backward(int value, NativeTensor signal, BackwardRule rule, int to = 0)
    {
        (int from, int end) = (_trunk.Values[value], _trunk.Values[to]);
        var signals = new NativeTensor?[from + 1];
        signals[from] = new NativeTensor([.. signal.Shape]);
        signal.Floats().CopyTo(signals[from]!.Floats());
        try
        {
            for (int index = from - 1; index >= end; index--)
            {
                if (signals[index + 1] is not { } arriving)
                    continue;
                Back(index, arriving, source => signals[source] ??= NativeTensor.Zeros([.. _values[source].Shape]), rule);
                arriving.Dispose();
                signals[index + 1] = null;
            }

            NativeTensor result = signals[end] ?? NativeTensor.Zeros([.. _values[end].Shape]);
            signals[end] = null;
            return result;
        }
        finally
        {
            foreach (NativeTensor? left in signals)
                left?.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (NativeTensor value in _values.Skip(1))
            value.Dispose();
    }

    /// <summary>Adds what a step makes of a signal at its output to the signals of the values that it reads.</summary>
    private void Back(int index, NativeTensor signal, Func<int, NativeTensor> signalAt, BackwardRule rule)
    {
        Step step = _trunk.Program.Steps[index];
        NativeTensor input = _values[step.Input];
        switch (step)
        {
            case ConvStep conv:
                ConvolutionBackward.Add(conv, _tracer.Filters(conv), signal, signalAt(conv.Input));
                if (conv.Residual is { } residual)
                    Add(signal, signalAt(residual));
                break;
            case PoolStep pool:
                PoolingBackward.Add(pool, input, signal, signalAt(pool.Input));
                break;
            case GlobalPoolStep:
                ElementsBackward.AddMean(signal, signalAt(step.Input));
                break;
            case NormalizeStep when rule == BackwardRule.Deconvnet:
                Add(signal, signalAt(step.Input));
                break;
            case NormalizeStep normalize:
                NormalizationBackward.Add(normalize.Kind, input, signal, signalAt(step.Input));
                break;
            case ConcatStep concat:
                ElementsBackward.AddParts(signal, [.. concat.Parts.Select(signalAt)]);
                break;
            case AddStep add:
                Add(signal, signalAt(add.Input));
                Add(signal, signalAt(add.Second));
                break;
            case MultiplyStep multiply:
                ElementsBackward.AddProduct(signal, _values[multiply.Gate], signalAt(multiply.Input));
                if (rule != BackwardRule.Deconvnet)
                    ElementsBackward.AddGate(signal, input, signalAt(multiply.Gate));
                break;
            case AffineStep affine:
                ElementsBackward.AddScaled(signal, _parameters.Tensors[affine.ScaleName].Floats(), signalAt(affine.Input));
                break;
            case ActivationStep activation:
                ElementsBackward.AddActivation(activation.Activation, rule, input, signal, signalAt(step.Input));
                break;
            default:
                throw new ArgumentException($"no way back is known for {step}", nameof(index));
        }
    }

    private static void Add(NativeTensor signal, NativeTensor target) =>
        TensorPrimitives.Add(target.Floats(), (ReadOnlySpan<float>)signal.Floats(), target.Floats());
}
