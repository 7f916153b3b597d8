namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>The form of an <see cref="Activation"/>.</summary>
internal enum ActivationKind
{
    /// <summary>min(max(x, A), B).</summary>
    Clip,

    /// <summary>x where positive, A · x elsewhere.</summary>
    LeakyRelu,

    /// <summary>x / (1 + e^−x), also called Swish.</summary>
    Silu,

    /// <summary>1 / (1 + e^−x).</summary>
    Sigmoid,

    /// <summary>min(max(A · x + B, 0), 1).</summary>
    HardSigmoid,

    /// <summary>x · min(max(x / 6 + ½, 0), 1).</summary>
    HardSwish,
}

/// <summary>What is done to every element of a map.</summary>
/// <param name="Kind">The form.</param>
/// <param name="A">Its first constant.</param>
/// <param name="B">Its second.</param>
internal readonly record struct Activation(ActivationKind Kind, float A = 0, float B = 0)
{
    internal static Activation None { get; } = Clip(float.NegativeInfinity, float.PositiveInfinity);

    internal static Activation Relu { get; } = Clip(0, float.PositiveInfinity);

    internal static Activation Relu6 { get; } = Clip(0, 6);

    internal static Activation Silu { get; } = new(ActivationKind.Silu);

    internal static Activation Sigmoid { get; } = new(ActivationKind.Sigmoid);

    internal static Activation HardSwish { get; } = new(ActivationKind.HardSwish);

    internal static Activation Clip(float least, float most) => new(ActivationKind.Clip, least, most);

    internal static Activation LeakyRelu(float slope) => new(ActivationKind.LeakyRelu, slope);

    /// <summary>PyTorch's has a slope of 1/6 and ONNX's, where it says none, 0.2; both cross at ½.</summary>
    internal static Activation HardSigmoid(float slope, float half = 0.5f) => new(ActivationKind.HardSigmoid, slope, half);

    /// <summary>Its derivative; 0 at a bound, as libtorch has it for ReLU.</summary>
    internal float Derivative(float x) => Kind switch
    {
        ActivationKind.Clip => x > A && x < B ? 1 : 0,
        ActivationKind.LeakyRelu => x > 0 ? 1 : A,
        ActivationKind.Silu => Logistic(x) * (1 + x * (1 - Logistic(x))),
        ActivationKind.Sigmoid => Logistic(x) * (1 - Logistic(x)),
        ActivationKind.HardSigmoid => A * x + B is > 0 and < 1 ? A : 0,
        _ => x <= -3 ? 0 : x < 3 ? x / 3 + 0.5f : 1,
    };

    /// <summary>In words, for lists of layers; empty for <see cref="None"/>.</summary>
    public override string ToString() => this == None ? "" : this == Relu ? "ReLU" : this == Relu6 ? "ReLU6" : Kind switch
    {
        ActivationKind.Clip => FormattableString.Invariant($"clip to {A}..{B}"),
        ActivationKind.LeakyRelu => FormattableString.Invariant($"leaky ReLU {A}"),
        ActivationKind.HardSigmoid => FormattableString.Invariant($"hard sigmoid {A}x + {B}"),
        ActivationKind.HardSwish => "hard swish",
        ActivationKind.Silu => "SiLU",
        _ => "sigmoid",
    };

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));
}
