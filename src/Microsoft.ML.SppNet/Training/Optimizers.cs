using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Turns the gradients of a network's parameters into a step. Its state is tensors by name, so that a checkpoint can hold
/// it.</summary>
internal abstract class Optimizer(IReadOnlyDictionary<string, Tensor> parameters) : IDisposable
{
    /// <summary>State by name: that of a parameter is called <c>kind/parameter</c>.</summary>
    internal Dictionary<string, Tensor> State { get; } = [];

    internal static Optimizer Create(SppNetTrainerOptions options, IReadOnlyDictionary<string, Tensor> parameters) =>
        options.Optimizer switch
    {
        TrainingOptimizer.Sgd => new MomentumOptimizer(parameters, options.Momentum, options.WeightDecay),
        _ => new AdamWOptimizer(parameters, options.WeightDecay),
    };

    /// <summary>Takes a step and forgets the gradients.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="number">Steps taken before this one.</param>
    internal void Step(double rate, long number)
    {
        using IDisposable mode = no_grad();
        foreach ((string name, Tensor parameter) in parameters)
        {
            using DisposeScope scope = NewDisposeScope();
            if (parameter.grad is not { } gradient)
                continue;
            Step(name, parameter, gradient, rate, number);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in State.Values)
            tensor.Dispose();
    }

    protected abstract void Step(string name, Tensor parameter, Tensor gradient, double rate, long number);

    /// <summary>Filters and matrices decay, biases and batch normalisation do not.</summary>
    protected static bool Decays(Tensor parameter) => parameter.dim() > 1;

    protected Tensor StateOf(string kind, string name, Tensor parameter)
    {
        string key = $"{kind}/{name}";
        return State.TryGetValue(key, out Tensor? tensor)
            ? tensor
            : State[key] = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
    }

    protected void AddState(params ReadOnlySpan<string> kinds)
    {
        foreach (string kind in kinds)
        {
            foreach ((string name, Tensor parameter) in parameters)
                StateOf(kind, name, parameter);
        }
    }
}

/// <summary>v ← μ v + (g + λ w), w ← w − r v, as PyTorch has it; with a constant rate it is Krizhevsky et al., section 5.</summary>
internal sealed class MomentumOptimizer : Optimizer
{
    private readonly double _momentum, _decay;

    internal MomentumOptimizer(IReadOnlyDictionary<string, Tensor> parameters, double momentum, double decay)
        : base(parameters)
    {
        (_momentum, _decay) = (momentum, decay);
        AddState("momentum");
    }

    protected override void Step(string name, Tensor parameter, Tensor gradient, double rate, long number)
    {
        if (_decay > 0 && Decays(parameter))
            gradient.add_(parameter, alpha: _decay);
        Tensor velocity = StateOf("momentum", name, parameter);
        velocity.mul_(_momentum).add_(gradient);
        parameter.add_(velocity, alpha: -rate);
    }
}

/// <summary>Adam with decoupled weight decay: Loshchilov and Hutter 2017, algorithm 2; ε 1e-8.</summary>
internal sealed class AdamWOptimizer : Optimizer
{
    private const double First = 0.9, Second = 0.999, Epsilon = 1e-8;

    private readonly double _decay;

    internal AdamWOptimizer(IReadOnlyDictionary<string, Tensor> parameters, double decay)
        : base(parameters)
    {
        _decay = decay;
        AddState("mean", "square");
    }

    protected override void Step(string name, Tensor parameter, Tensor gradient, double rate, long number)
    {
        Tensor mean = StateOf("mean", name, parameter), square = StateOf("square", name, parameter);
        mean.mul_(First).add_(gradient, alpha: 1 - First);
        square.mul_(Second).addcmul_(gradient, gradient, value: 1 - Second);
        if (_decay > 0 && Decays(parameter))
            parameter.mul_(1 - rate * _decay);
        double firstBias = 1 - Math.Pow(First, number + 1), secondBias = 1 - Math.Pow(Second, number + 1);
        Tensor divisor = square.sqrt().div_(Math.Sqrt(secondBias)).add_(Epsilon);
        parameter.addcdiv_(mean, divisor, value: -rate / firstBias);
    }
}
