namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>The blocks of a residual net.</summary>
/// <param name="Width">Filters of the first stage's 3×3 convolutions.</param>
/// <param name="Bottleneck">Blocks of 1×1, 3×3, 1×1 convolutions rather than two 3×3.</param>
/// <param name="Groups">Groups of a bottleneck's 3×3 convolution.</param>
internal readonly record struct ResidualBlocks(int Width, bool Bottleneck, int Groups = 1);

/// <summary>The trunks whose layers torchvision numbers: ReLUs, pools and normalisations count.</summary>
internal static class TorchVisionTrunks
{
    /// <summary>The one-tower variant of Krizhevsky 2014, with 64 filters in front.</summary>
    internal static Layer[] AlexNet() =>
    [
        new Conv("features.0", 64, 11, 4, 2, Tap: "conv1"), new MaxPool(3, 2),
        new Conv("features.3", 192, 5, 1, 2, Tap: "conv2"), new MaxPool(3, 2),
        new Conv("features.6", 384, 3, 1, 1, Tap: "conv3"), new Conv("features.8", 256, 3, 1, 1, Tap: "conv4"),
        new Conv("features.10", 256, 3, 1, 1, Tap: "conv5"), new MaxPool(3, 2, Tap: PoolInput.Tap),
    ];

    internal static Layer[] Vgg(bool batchNorm, IReadOnlyList<int> convolutions)
    {
        var layers = new List<Layer>();
        int module = 0;
        for (int block = 1; block <= convolutions.Count; block++)
        {
            for (int index = 1; index <= convolutions[block - 1]; index++, module += batchNorm ? 3 : 2)
            {
                (string name, string? norm) = ($"features.{module}", batchNorm ? $"features.{module + 1}" : null);
                layers.Add(new Conv(name, Math.Min(32 << block, 512), 3, 1, 1, Tap: $"conv{block}_{index}", BatchNorm: norm));
            }

            layers.Add(new MaxPool(2, 2, Tap: block == convolutions.Count ? PoolInput.Tap : null));
            module++;
        }

        return [.. layers];
    }

    internal static Layer[] ResNet(ResidualBlocks kind, IReadOnlyList<int> blocks) =>
    [
        new Conv("conv1", 64, 7, 2, 3, BatchNorm: "bn1"), new MaxPool(3, 2, 1),
        .. blocks.Select((count, stage) => new ResidualStage(
            $"layer{stage + 1}", count, kind.Width << stage, (kind.Bottleneck ? 256 : 64) << stage, stage == 0 ? 1 : 2, kind.Bottleneck,
            kind.Groups)),
    ];

    internal static Layer[] MobileNetV2()
    {
        (int Expansion, int Filters, int Blocks, int Stride)[] stages =
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        var layers = new List<Layer> { Unit(0, 32, 3, 2, Activation.Relu6) };
        foreach ((int expansion, int filters, int blocks, int stride) in stages)
        {
            for (int index = 0; index < blocks; index++)
                layers.Add(new InvertedResidual($"features.{layers.Count}", filters, index == 0 ? stride : 1, expansion));
        }

        return [.. layers, Unit(layers.Count, 1280, 1, 1, Activation.Relu6)];
    }

    internal static Layer[] EfficientNetB0() =>
    [
        Unit(0, 32, 3, 2, Activation.Silu),
        new MobileStage("features.1", 1, 16, 3, 1, 1),
        new MobileStage("features.2", 2, 24, 3, 2, 6),
        new MobileStage("features.3", 2, 40, 5, 2, 6),
        new MobileStage("features.4", 3, 80, 3, 2, 6),
        new MobileStage("features.5", 3, 112, 5, 1, 6),
        new MobileStage("features.6", 4, 192, 5, 2, 6),
        new MobileStage("features.7", 1, 320, 3, 1, 6),
        Unit(8, 1280, 1, 1, Activation.Silu),
    ];

    private static Conv Unit(int module, int filters, int size, int stride, Activation activation) =>
        new($"features.{module}.0", filters, size, stride, size / 2, Tap: $"features.{module}", BatchNorm: $"features.{module}.1")
        {
            Activation = activation,
        };
}
