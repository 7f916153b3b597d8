namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>A step as JSON has it: its kind, what it reads, and of the rest what differs from the usual.</summary>
internal sealed record StepText(string Op, int[] In)
{
    public string? Name { get; init; }

    public int? Channels { get; init; }

    public int? Filters { get; init; }

    public int? Groups { get; init; }

    public int? Residual { get; init; }

    public string? BatchNorm { get; init; }

    public double? Epsilon { get; init; }

    public bool? NoBias { get; init; }

    public WindowText? Window { get; init; }

    public ActivationText? Activation { get; init; }

    public NormalizationText? Normalization { get; init; }

    public int? Output { get; init; }

    /// <summary>Smallest image, stride and offset of a TorchScript module's map.</summary>
    public int[]? Sizes { get; init; }

    internal static StepText Of(Step step) => step switch
    {
        ConvStep conv => new StepText("conv", [conv.Input])
        {
            Name = conv.Name,
            Channels = conv.InChannels,
            Filters = conv.Filters,
            Groups = conv.Groups == 1 ? null : conv.Groups,
            Residual = conv.Residual,
            BatchNorm = conv.BatchNorm?.Name,
            Epsilon = conv.BatchNorm?.Epsilon,
            NoBias = conv.HasBias ? null : true,
            Window = WindowText.Of(conv.Window),
            Activation = ActivationText.Of(conv.Activation),
        },
        PoolStep pool => new StepText(PoolName(pool.Kind), [pool.Input]) { Window = WindowText.Of(pool.Window) },
        GlobalPoolStep => new StepText("globalAverage", [step.Input]),
        NormalizeStep normalize => new StepText("normalize", [step.Input])
        {
            Normalization = new NormalizationText(normalize.Kind.Kind, normalize.Kind.Size, normalize.Kind.Alpha, normalize.Kind.Beta,
                normalize.Kind.K),
        },
        ConcatStep concat => new StepText("concat", [.. concat.Parts]),
        AddStep add => new StepText("add", [add.Input, add.Second]) { Activation = ActivationText.Of(add.Activation) },
        MultiplyStep multiply => new StepText("multiply", [multiply.Input, multiply.Gate]),
        AffineStep affine => new StepText("affine", [affine.Input])
        {
            Name = affine.Name,
            Channels = affine.Channels,
            Epsilon = affine.Epsilon,
            Activation = ActivationText.Of(affine.Activation),
        },
        ScriptStep script => new StepText("script", [])
        {
            Output = script.Output,
            Channels = script.Channels,
            Sizes = [script.Sizes.Smallest, script.Sizes.Stride, script.Sizes.Offset],
        },
        ActivationStep activation =>
            new StepText("activation", [activation.Input]) { Activation = ActivationText.Of(activation.Activation) },
        _ => throw new ArgumentException($"no text is known for {step}", nameof(step)),
    };

    /// <exception cref="FormatException">The kind is unknown, or something that it needs is missing.</exception>
    internal Step ToStep() => Op switch
    {
        "conv" => new ConvStep(Value(0), Needed(Name), Needed(Channels), Needed(Filters), Needed(Window).ToWindow())
        {
            Groups = Groups ?? 1,
            Residual = Residual,
            BatchNorm = BatchNorm is null ? null : new BatchNorm(BatchNorm, Needed(Epsilon)),
            HasBias = NoBias is not true,
            Activation = ActivationOrNone,
        },
        "max" => new PoolStep(Value(0), PoolKind.Max, Needed(Window).ToWindow()),
        "average" => new PoolStep(Value(0), PoolKind.Average, Needed(Window).ToWindow()),
        "averageWithPadding" => new PoolStep(Value(0), PoolKind.AverageWithPadding, Needed(Window).ToWindow()),
        "globalAverage" => new GlobalPoolStep(Value(0)),
        "normalize" => new NormalizeStep(Value(0), Needed(Normalization).ToNormalization()),
        "concat" when In.Length > 0 => new ConcatStep([.. In]),
        "add" => new AddStep(Value(0), Value(1), ActivationOrNone),
        "multiply" => new MultiplyStep(Value(0), Value(1)),
        "affine" => new AffineStep(Value(0), Needed(Name), Needed(Channels), ActivationOrNone, Needed(Epsilon)),
        "script" when Sizes is [int smallest, int stride, int offset] =>
            new ScriptStep(Needed(Output), Needed(Channels), new ScriptSizes(smallest, stride, offset)),
        "activation" => new ActivationStep(Value(0), ActivationOrNone),
        _ => throw new FormatException($"there is no step '{Op}' of {In.Length} inputs"),
    };

    private Activation ActivationOrNone => Activation?.ToActivation() ?? Architecture.Activation.None;

    private static string PoolName(PoolKind kind) =>
        kind switch { PoolKind.Max => "max", PoolKind.Average => "average", _ => "averageWithPadding" };

    private int Value(int index) => index < In.Length ? In[index] : throw new FormatException($"a step '{Op}' has {In.Length} inputs");

    private T Needed<T>(T? value)
        where T : class => value ?? throw Incomplete();

    private T Needed<T>(T? value)
        where T : struct => value ?? throw Incomplete();

    private FormatException Incomplete() => new($"a step '{Op}' lacks something that it needs");
}

/// <summary>A <see cref="Window"/> as JSON has it: rows before columns; pads top, left, bottom, right.</summary>
internal sealed record WindowText(int[] Size)
{
    public int[]? Stride { get; init; }

    public int[]? Dilation { get; init; }

    public int[]? Pads { get; init; }

    public PadRule? Rule { get; init; }

    public bool? Ceil { get; init; }

    internal static WindowText Of(Window window) => new([window.Size.Height, window.Size.Width])
    {
        Stride = window.Stride == 1 ? null : [window.Stride.Height, window.Stride.Width],
        Dilation = window.Dilation == 1 ? null : [window.Dilation.Height, window.Dilation.Width],
        Pads = window.Pads == 0 ? null : [window.Pads.Top, window.Pads.Left, window.Pads.Bottom, window.Pads.Right],
        Rule = window.Rule == PadRule.Written ? null : window.Rule,
        Ceil = window.Ceil ? true : null,
    };

    internal Window ToWindow() => new(SidesOf(Size), SidesOf(Stride), PadsOf(Pads))
    {
        Dilation = SidesOf(Dilation),
        Rule = Rule is null or PadRule.SameUpper or PadRule.SameLower
            ? Rule ?? PadRule.Written
            : throw new FormatException($"there is no padding rule {Rule}"),
        Ceil = Ceil ?? false,
    };

    private static Sides SidesOf(int[]? sides) => sides switch
    {
        null => 1,
        [int height, int width] => new Sides(height, width),
        _ => throw new FormatException($"{sides.Length} sides instead of two"),
    };

    private static Pads PadsOf(int[]? pads) => pads switch
    {
        null => 0,
        [int top, int left, int bottom, int right] => new Pads(top, left, bottom, right),
        _ => throw new FormatException($"{pads.Length} pads instead of four"),
    };
}

/// <summary>An <see cref="Activation"/> as JSON has it.</summary>
internal sealed record ActivationText(ActivationKind Kind, float A, float B)
{
    internal static ActivationText? Of(Activation activation) =>
        activation == Activation.None ? null : new ActivationText(activation.Kind, activation.A, activation.B);

    internal Activation ToActivation() => Enum.IsDefined(Kind) && !float.IsNaN(A) && !float.IsNaN(B) && A is not float.PositiveInfinity
        ? new Activation(Kind, A, B)
        : throw new FormatException($"there is no activation {Kind} with {A} and {B}");
}

/// <summary>A <see cref="LocalNormalization"/> as JSON has it.</summary>
internal sealed record NormalizationText(NormalizationKind Kind, int Size, double Alpha, double Beta, double K)
{
    internal LocalNormalization ToNormalization()
    {
        var kind = new LocalNormalization(Enum.IsDefined(Kind)
            ? Kind
            : throw new FormatException($"there is no normalisation {Kind}"), Size, Alpha, Beta, K);
        kind.Check();
        return kind;
    }
}
