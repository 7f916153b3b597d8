namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>
/// One operation of a trunk in execution order. Values are numbered: 0 is the image, and step i makes value i + 1.
/// </summary>
/// <param name="Input">The value it reads.</param>
internal abstract record Step(int Input)
{
    /// <summary>All the values it reads.</summary>
    internal virtual IEnumerable<int> Inputs => [Input];

    /// <summary>What is done to every element of its result; <see cref="Architecture.Activation.None"/> where nothing is.</summary>
    internal virtual Activation ResultActivation => Activation.None;

    /// <summary>The same step without that activation.</summary>
    internal virtual Step WithoutActivation() => this;

    /// <summary>The same step where the values that it reads have other numbers.</summary>
    /// <param name="values">For each value its new number.</param>
    internal Step Renumbered(IReadOnlyList<int> values) => this switch
    {
        ConcatStep concat => new ConcatStep([.. concat.Parts.Select(part => values[part])]),
        ConvStep { Residual: { } residual } conv => conv with { Input = values[conv.Input], Residual = values[residual] },
        AddStep add => add with { Input = values[add.Input], Second = values[add.Second] },
        MultiplyStep multiply => multiply with { Input = values[multiply.Input], Gate = values[multiply.Gate] },
        _ => this with { Input = values[Input] },
    };
}

/// <summary>A batch normalisation that a weight file keeps apart from the filters that it is folded into.</summary>
/// <param name="Name">Prefix of its four tensors.</param>
/// <param name="Epsilon">What is added to the variance; PyTorch's default.</param>
internal sealed record BatchNorm(string Name, double Epsilon = BatchNorm.DefaultEpsilon)
{
    internal const double DefaultEpsilon = 1e-5;
}

/// <summary>A convolution with bias; then the residual sum where there is one; then the activation.</summary>
/// <param name="Input">The value it reads.</param>
/// <param name="Name">Prefix of its parameters.</param>
/// <param name="InChannels">Channels of its input.</param>
/// <param name="Filters">Channels of its output.</param>
/// <param name="Window">Size of the filters, stride, padding, dilation; what lies outside the map is 0.</param>
internal sealed record ConvStep(int Input, string Name, int InChannels, int Filters, Window Window) : Step(Input)
{
    /// <summary>Groups of channels that do not see each other.</summary>
    internal int Groups { get; init; } = 1;

    /// <summary>The batch normalisation that a weight file may keep apart.</summary>
    internal BatchNorm? BatchNorm { get; init; }

    /// <summary>Whether weights must hold a bias; where a batch normalisation is apart they need none in any case.</summary>
    internal bool HasBias { get; init; } = true;

    internal Activation Activation { get; init; } = Activation.None;

    /// <summary>The value added before the activation.</summary>
    internal int? Residual { get; init; }

    internal override IEnumerable<int> Inputs => Residual is { } residual ? [Input, residual] : [Input];

    internal override Activation ResultActivation => Activation;

    internal override Step WithoutActivation() => this with { Activation = Activation.None };

    internal string WeightName => Name + ".weight";

    internal string BiasName => Name + ".bias";

    internal long[] WeightShape => [Filters, InChannels / Groups, Window.Size.Height, Window.Size.Width];
}

/// <summary>What a pooling makes of a window.</summary>
internal enum PoolKind
{
    /// <summary>The largest of its cells; padding never wins.</summary>
    Max,

    /// <summary>The mean of its cells inside the map.</summary>
    Average,

    /// <summary>Their sum over the number of cells inside the map and its padding (but not beyond, where windows are counted by rounding
    /// up).</summary>
    AverageWithPadding,
}

/// <summary>Pooling.</summary>
internal sealed record PoolStep(int Input, PoolKind Kind, Window Window) : Step(Input);

/// <summary>The mean of each channel: maps of 1 × 1.</summary>
internal sealed record GlobalPoolStep(int Input) : Step(Input);

/// <summary>Local response normalisation.</summary>
internal sealed record NormalizeStep(int Input, LocalNormalization Kind) : Step(Input);

/// <summary>The channels of maps of equal size, one after the other.</summary>
internal sealed record ConcatStep(IReadOnlyList<int> Parts) : Step(Parts[0])
{
    internal override IEnumerable<int> Inputs => Parts;
}

/// <summary>The sum of two maps of equal size and channels, then the activation.</summary>
internal sealed record AddStep(int Input, int Second, Activation Activation) : Step(Input)
{
    internal override IEnumerable<int> Inputs => [Input, Second];

    internal override Activation ResultActivation => Activation;

    internal override Step WithoutActivation() => this with { Activation = Activation.None };
}

/// <summary>The product of a map with a gate of as many channels: of 1 × 1 (squeeze and excitation) or of the map's size.</summary>
internal sealed record MultiplyStep(int Input, int Gate) : Step(Input)
{
    internal override IEnumerable<int> Inputs => [Input, Gate];
}

/// <summary>A scale and a shift per channel, then the activation: a batch normalisation that no convolution can take in.</summary>
/// <param name="Input">The value it reads.</param>
/// <param name="Name">Prefix of its parameters: weight and bias, or the four of a batch normalisation.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Activation">What follows.</param>
/// <param name="Epsilon">Added to the variance of a batch normalisation.</param>
internal sealed record AffineStep(int Input, string Name, int Channels, Activation Activation, double Epsilon = BatchNorm.DefaultEpsilon)
    : Step(Input)
{
    internal string ScaleName => Name + ".weight";

    internal string ShiftName => Name + ".bias";

    /// <summary>The batch normalisation that its parameters may be.</summary>
    internal BatchNorm BatchNorm => new(Name, Epsilon);

    internal override Activation ResultActivation => Activation;

    internal override Step WithoutActivation() => this with { Activation = Activation.None };
}

/// <summary>An activation alone.</summary>
internal sealed record ActivationStep(int Input, Activation Activation) : Step(Input);
