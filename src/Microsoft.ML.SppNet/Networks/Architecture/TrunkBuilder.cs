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
        int input = Last, width = stage.Width, outputs = stage.Bottleneck ? 4 * width : width, shortcut = input;
        if (stride != 1 || Channels[input] != outputs)
            shortcut = AddConv(input, new Conv($"{name}.downsample.0", outputs, 1, stride, BatchNorm: $"{name}.downsample.1"), relu: false);
        if (stage.Bottleneck)
        {
            (int first, int second) = architecture.StrideIn == ResidualStride.Conv1 ? (stride, 1) : (1, stride);
            int narrow = AddConv(input, Part("conv1", width, 1, first));
            int wide = AddConv(narrow, Part("conv2", width, 3, second));
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

    private int AddConv(int input, Conv conv, bool relu = true, int? residual = null) => AddStep(
        new ConvStep(input, conv.Name, Channels[input], conv.Filters, new Window(conv.Size, conv.Stride, Pad(conv.Size, conv.Padding)))
        {
            Groups = conv.Groups,
            BatchNorm = conv.BatchNorm is { } name ? new BatchNorm(name) : null,
            Activation = relu ? Activation.Relu : Activation.None,
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
