using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>The steps that nodes of a graph become. What follows a step and nothing else reads is taken into it: normalisation, residual
/// sum, activation.</summary>
/// <param name="image">Size of the images that the file was written for; null where it is free.</param>
internal sealed class OnnxSteps(Sides? image)
{
    private readonly List<Step> _steps = [];
    private readonly List<int> _channels = [3];
    private readonly List<Sides> _sizes = [image ?? 0];
    private readonly List<bool> _pooled = [false];
    private readonly List<string> _titles = [""];
    private readonly List<int> _readers = [0];

    internal IReadOnlyList<Step> All => _steps;

    internal int Channels(int value) => _channels[value];

    /// <summary>Size of a value at the size that the file was written for; null where that is free.</summary>
    internal Sides? Size(int value) => image is null || _sizes[value].IsEmpty ? null : _sizes[value];

    /// <summary>Whether a value has one cell whatever the image.</summary>
    internal bool IsPooled(int value) => _pooled[value];

    internal string Title(int value) => _titles[value];

    internal Step? Maker(int value) => value == 0 ? null : _steps[value - 1];

    /// <summary>Whether one reader alone is left for a value, so that its step may take in what the reader does.</summary>
    internal bool IsReadOnce(int value) => value > 0 && _readers[value] == 1;

    internal void AddReaders(int value, int count) => _readers[value] += count;

    /// <exception cref="ArgumentException">The step does not fit what it reads.</exception>
    internal int Add(Step step, string title)
    {
        if (StepChecks.Problem(step, _steps.Count, _channels) is { } problem)
            throw new ArgumentException(problem);
        _steps.Add(step);
        _channels.Add(StepChecks.ChannelsAfter(step, _channels));
        _sizes.Add(TrunkProgram.SizeAfter(step, _sizes));
        _pooled.Add(step is GlobalPoolStep || step.Inputs.All(value => _pooled[value]));
        _titles.Add(title);
        _readers.Add(0);
        return _steps.Count;
    }

    /// <summary>Puts a step in another's place: it makes the same value and what the reader would have made of it.</summary>
    internal int Replace(int value, Step step, string title)
    {
        if (StepChecks.Problem(step, value - 1, _channels) is { } problem)
            throw new ArgumentException(problem);
        _steps[value - 1] = step;
        _titles[value] = title;
        _readers[value] = 0;
        return value;
    }

    /// <summary>The activation of a value, within the step that makes it where that is possible.</summary>
    internal int Activate(int value, Activation activation, string title) => (IsReadOnce(value), Maker(value)) switch
    {
        (true, ConvStep conv) when conv.Activation == Activation.None => Replace(value, conv with { Activation = activation }, title),
        (true, AddStep add) when add.Activation == Activation.None => Replace(value, add with { Activation = activation }, title),
        (true, AffineStep affine) when affine.Activation == Activation.None =>
            Replace(value, affine with { Activation = activation }, title),
        _ => Add(new ActivationStep(value, activation), title),
    };

    /// <summary>The sum of two values, within the convolution that makes the later one where that is possible.</summary>
    internal int Sum(int first, int second, string title)
    {
        (int earlier, int later) = (Math.Min(first, second), Math.Max(first, second));
        return earlier < later && IsReadOnce(later) && Maker(later) is ConvStep { Residual: null } conv
            && conv.Activation == Activation.None
            ? Replace(later, conv with { Residual = earlier }, title)
            : Add(new AddStep(first, second, Activation.None), title);
    }
}
