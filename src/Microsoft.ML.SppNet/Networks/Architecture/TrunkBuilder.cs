namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>Collects the steps of a trunk, layer by layer.</summary>
internal sealed class TrunkBuilder(NetworkArchitecture architecture)
{
    internal List<Step> Steps { get; } = [];

    internal List<int> Channels { get; } = [3];

    internal List<KeyValuePair<string, int>> Taps { get; } = [];

    private int Last => Steps.Count;

    internal void Add(Layer layer)
    {
        switch (layer)
        {
            case Conv conv:
                AddConv(Last, conv);
                AddTap(conv.Tap ?? conv.Name);
                break;
            case MaxPool pool:
                AddStep(new PoolStep(Last, PoolKind.Max, pool.Window with { Pads = Pad(pool.Size, pool.Padding) }), Channels[Last]);
                if (pool.Tap is { } name)
                    AddTap(name);
                break;
            case Normalize normalize:
                AddStep(new NormalizeStep(Last, architecture.Normalization ?? normalize.Kind), Channels[Last]);
                break;
            case Fire fire:
                AddFire(fire);
                break;
            case ResidualStage stage:
                AddStage(stage);
                break;
            case InvertedResidual block:
                AddInvertedResidual(block);
                break;
            case MobileStage stage:
                AddMobileStage(stage);
                break;
            default:
                throw new ArgumentException($"no steps are known for {layer}", nameof(layer));
        }
    }

    private void AddFire(Fire fire)
    {
        int squeezed = AddConv(Last, new Conv(fire.Name + "/squeeze1x1", fire.Squeeze, 1));
        int narrow = AddConv(squeezed, new Conv(fire.Name + "/expand1x1", fire.Expand, 1));
        int wide = AddConv(squeezed, new Conv(fire.Name + "/expand3x3", fire.Expand, 3, Padding: 1));
        AddStep(new ConcatStep([narrow, wide]), 2 * fire.Expand);
        AddTap(fire.Name);
    }

    private void AddStage(ResidualStage stage)
    {
        for (int index = 0; index < stage.Blocks; index++)
            AddBlock($"{stage.Name}.{index}", stage, index == 0 ? stage.Stride : 1);
        AddTap(stage.Name);
    }

    private void AddBlock(string name, ResidualStage stage, int stride)
    {
        int input = Last, width = stage.Width, outputs = stage.Outputs, shortcut = input;
        if (stride != 1 || Channels[input] != outputs)
            shortcut = AddConv(input, Projection($"{name}.downsample.0", $"{name}.downsample.1", outputs, stride));
        if (stage.Bottleneck)
        {
            (int first, int second) = architecture.StrideIn == ResidualStride.Conv1 ? (stride, 1) : (1, stride);
            int narrow = AddConv(input, Part("conv1", width, 1, first));
            int wide = AddConv(narrow, Part("conv2", width, 3, second) with { Groups = stage.Groups });
            AddConv(wide, Part("conv3", outputs, 1, 1), residual: shortcut);
        }
        else
        {
            int first = AddConv(input, Part("conv1", width, 3, stride));
            AddConv(first, Part("conv2", width, 3, 1), residual: shortcut);
        }

        Conv Part(string part, int filters, int size, int step) =>
            new($"{name}.{part}", filters, size, step, size / 2, BatchNorm: $"{name}.bn{part[^1]}");
    }

    private void AddInvertedResidual(InvertedResidual block)
    {
        int input = Last, inner = Channels[input] * block.Expansion, value = input, part = 0;
        if (block.Expansion != 1)
            value = AddConv(value, Unit(inner, 1));
        value = AddConv(value, Unit(inner, 3, block.Stride, inner));
        Conv projection = Projection($"{block.Name}.conv.{part}", $"{block.Name}.conv.{part + 1}", block.Filters);
        AddConv(value, projection, residual: SumWith(input, block.Filters, block.Stride));
        AddTap(block.Name);

        Conv Unit(int filters, int size, int stride = 1, int groups = 1)
        {
            string name = $"{block.Name}.conv.{part++}";
            return new Conv(name + ".0", filters, size, stride, size / 2, groups, BatchNorm: name + ".1") { Activation = Activation.Relu6 };
        }
    }

    private void AddMobileStage(MobileStage stage)
    {
        for (int index = 0; index < stage.Blocks; index++)
            AddMobileBlock($"{stage.Name}.{index}.block", stage, index == 0 ? stage.Stride : 1);
        AddTap(stage.Name);
    }

    private void AddMobileBlock(string name, MobileStage stage, int stride)
    {
        const int squeezeRatio = 4;
        int input = Last, inputs = Channels[input], inner = inputs * stage.Expansion, value = input, part = 0;
        if (stage.Expansion != 1)
            value = AddConv(value, Unit(inner, 1, 1, 1, Activation.Silu));
        value = AddConv(value, Unit(inner, stage.Size, stride, inner, Activation.Silu));
        int mean = AddStep(new GlobalPoolStep(value), inner);
        int squeezed = AddConv(mean, new Conv($"{name}.{part}.fc1", inputs / squeezeRatio, 1) { Activation = Activation.Silu });
        int gate = AddConv(squeezed, new Conv($"{name}.{part++}.fc2", inner, 1) { Activation = Activation.Sigmoid });
        value = AddStep(new MultiplyStep(value, gate), inner);
        AddConv(value, Unit(stage.Filters, 1, 1, 1, Activation.None), residual: SumWith(input, stage.Filters, stride));

        Conv Unit(int filters, int size, int step, int groups, Activation activation)
        {
            string unit = $"{name}.{part++}";
            return new Conv(unit + ".0", filters, size, step, size / 2, groups, BatchNorm: unit + ".1") { Activation = activation };
        }
    }

    private static Conv Projection(string name, string batchNorm, int filters, int stride = 1) =>
        new(name, filters, 1, stride, BatchNorm: batchNorm) { Activation = Activation.None };

    /// <summary>The value that a block's output is added to; null where they differ in form.</summary>
    private int? SumWith(int input, int filters, int stride) => stride == 1 && Channels[input] == filters ? input : null;

    private int AddConv(int input, Conv conv, int? residual = null) => AddStep(
        new ConvStep(input, conv.Name, Channels[input], conv.Filters, new Window(conv.Size, conv.Stride, Pad(conv.Size, conv.Padding)))
        {
            Groups = conv.Groups,
            BatchNorm = conv.BatchNorm is { } name ? new BatchNorm(name) : null,
            Activation = conv.Activation,
            Residual = residual,
        },
        conv.Filters);

    private int AddStep(Step step, int channels)
    {
        Steps.Add(step);
        Channels.Add(channels);
        return Last;
    }

    private void AddTap(string name) => Taps.Add(new(name, Last));

    private int Pad(int size, int training) => architecture.Padding == TrunkPadding.Deployment ? size / 2 : training;
}
