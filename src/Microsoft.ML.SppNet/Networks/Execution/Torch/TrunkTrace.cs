using Microsoft.ML.SppNet.Networks.Architecture;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>How a signal passes what is not linear on its way back.</summary>
internal enum BackwardRule
{
    /// <summary>By the derivative at the values of the forward run.</summary>
    Gradient,

    /// <summary>
    /// As a deconvnet (Zeiler and Fergus 2014, section 2.1): the signal itself is rectified where the forward run had an activation, and
    /// passes normalisation as it is. Max pooling goes back to where each maximum was, as in a gradient.
    /// </summary>
    Deconvnet,
}

/// <summary>
/// A trunk's forward run with everything kept that the way back needs: all values, what activations read, and where each maximum of a
/// pooling was. Runs on libtorch, where the images are.
/// </summary>
internal sealed class TrunkTrace : IDisposable
{
    private readonly TrunkProgram _program;
    private readonly IReadOnlyDictionary<string, Tensor> _parameters;
    private readonly List<Tensor> _values = [];
    private readonly Dictionary<int, Tensor> _sums = [], _switches = [];

    private TrunkTrace(TrunkProgram program, IReadOnlyDictionary<string, Tensor> parameters) =>
        (_program, _parameters) = (program, parameters);

    /// <summary>Runs the steps up to a value.</summary>
    /// <param name="program">The steps.</param>
    /// <param name="parameters">Float32 tensors by name, where the images are; they must outlive the trace.</param>
    /// <param name="images">Tensor [N, 3, H, W].</param>
    /// <param name="deepest">The value to end at.</param>
    /// <returns>The trace; the caller disposes it.</returns>
    internal static TrunkTrace Run(TrunkProgram program, IReadOnlyDictionary<string, Tensor> parameters, Tensor images, int deepest)
    {
        var trace = new TrunkTrace(program, parameters);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        trace._values.Add(images.detach());
        for (int index = 0; index < deepest; index++)
            trace._values.Add(trace.Forward(index));
        scope.Detach([.. trace._values, .. trace._sums.Values, .. trace._switches.Values]);
        return trace;
    }

    /// <summary>A value, [N, C, H, W]; 0 is the images. It stays the trace's.</summary>
    internal Tensor this[int value] => _values[value];

    /// <summary>Where each maximum of a max pooling's value was: row · width + column of the map that it read, [N, C, H, W] of
    /// int64.</summary>
    /// <exception cref="KeyNotFoundException">The value is no max pooling's.</exception>
    internal Tensor Switches(int value) => _switches[value];

    /// <summary>Brings a signal from one value back to another.</summary>
    /// <param name="value">Where the signal is.</param>
    /// <param name="signal">Of that value's shape, such as 1 at one element and 0 elsewhere.</param>
    /// <param name="rule">How it passes what is not linear.</param>
    /// <param name="to">Where it goes; 0, the default, is the images.</param>
    /// <returns>A tensor of that value's shape; the caller disposes it.</returns>
    internal Tensor Backward(int value, Tensor signal, BackwardRule rule, int to = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        var signals = new Tensor?[value + 1];
        signals[value] = signal;
        for (int index = value - 1; index >= to; index--)
        {
            if (signals[index + 1] is not { } arriving)
                continue;
            foreach ((int source, Tensor part) in Back(index, arriving, rule))
                signals[source] = signals[source] is { } other ? other + part : part;
        }

        return (signals[to]?.clone() ?? zeros_like(_values[to])).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (Tensor tensor in (IEnumerable<Tensor>)[.. _values, .. _sums.Values, .. _switches.Values])
            tensor.Dispose();
    }

    private Tensor Forward(int index)
    {
        Step step = _program.Steps[index];
        if (step is PoolStep { Kind: PoolKind.Max } pool)
        {
            (Tensor largest, _switches[index + 1]) = TorchWindows.PoolWithPlaces(_values[pool.Input], pool.Window);
            return largest;
        }

        Activation activation = ActivationOf(step);
        Tensor sum = TorchTrunk.Run(WithoutActivation(step), [.. _values], _parameters, training: false);
        if (activation == Activation.None)
            return sum;
        _sums[index + 1] = sum;
        return TorchTrunk.Activate(sum.clone(), activation);
    }

    /// <summary>What a step makes of a signal at its output, for each value that it reads.</summary>
    private IEnumerable<(int Value, Tensor Part)> Back(int index, Tensor signal, BackwardRule rule)
    {
        Step step = _program.Steps[index];
        Tensor input = _values[step.Input], sum = Unactivated(index, signal, rule);
        switch (step)
        {
            case ConvStep conv:
                yield return (conv.Input, TorchWindows.Transposed(sum, _parameters[conv.WeightName], conv.Window, input, conv.Groups));
                if (conv.Residual is { } residual)
                    yield return (residual, sum);
                break;
            case PoolStep { Kind: PoolKind.Max }:
                Tensor map = zeros_like(input).flatten(2);
                yield return (step.Input, map.scatter_add_(2, _switches[index + 1].flatten(2), sum.flatten(2)).reshape(input.shape));
                break;
            case NormalizeStep when rule == BackwardRule.Deconvnet:
                yield return (step.Input, sum);
                break;
            case ConcatStep concat:
                long first = 0;
                foreach (int part in concat.Parts)
                {
                    yield return (part, sum.narrow(1, first, _program.Channels[part]));
                    first += _program.Channels[part];
                }

                break;
            case AddStep add:
                yield return (add.Input, sum);
                yield return (add.Second, sum);
                break;
            case MultiplyStep multiply:
                Tensor gate = _values[multiply.Gate], product = sum * input;
                yield return (multiply.Input, sum * gate);
                yield return (multiply.Gate, gate.shape[2] == 1 && gate.shape[3] == 1 ? product.sum([2, 3], keepdim: true) : product);
                break;
            case AffineStep affine:
                yield return (affine.Input, sum * _parameters[affine.ScaleName].view(1, -1, 1, 1));
                break;
            case ActivationStep:
                yield return (step.Input, sum);
                break;
            default:
                // Means and normalisation: libtorch's own derivative of the one operation.
                yield return (step.Input,
                    Derivative(x => TorchTrunk.Run(step, Reading(step.Input, x), _parameters, training: false), input, signal));
                break;
        }
    }

    /// <summary>The signal before a step's activation.</summary>
    private Tensor Unactivated(int index, Tensor signal, BackwardRule rule) => !_sums.TryGetValue(index + 1, out Tensor? sum) ? signal
        : rule == BackwardRule.Deconvnet ? signal.relu()
        : Derivative(x => TorchTrunk.Activate(x.clone(), ActivationOf(_program.Steps[index])), sum, signal);

    private static Tensor Derivative(Func<Tensor, Tensor> operation, Tensor at, Tensor signal)
    {
        using IDisposable mode = enable_grad();
        Tensor x = at.detach().clone().requires_grad_();
        return autograd.grad([operation(x)], [x], [signal])[0];
    }

    private Tensor[] Reading(int value, Tensor tensor)
    {
        Tensor[] values = [.. _values];
        values[value] = tensor;
        return values;
    }

    private static Activation ActivationOf(Step step) => step switch
    {
        ConvStep conv => conv.Activation,
        AddStep add => add.Activation,
        AffineStep affine => affine.Activation,
        ActivationStep alone => alone.Activation,
        _ => Activation.None,
    };

    private static Step WithoutActivation(Step step) => step switch
    {
        ConvStep conv => conv with { Activation = Activation.None },
        AddStep add => add with { Activation = Activation.None },
        AffineStep affine => affine with { Activation = Activation.None },
        ActivationStep alone => alone with { Activation = Activation.None },
        _ => step,
    };
}
