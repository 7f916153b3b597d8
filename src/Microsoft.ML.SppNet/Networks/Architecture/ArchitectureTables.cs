namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>A row of <see cref="ArchitectureTables"/>.</summary>
/// <param name="Name">As users write it.</param>
/// <param name="Trunk">The layers from the image on.</param>
/// <param name="Deepest">The tap that <c>spp</c> pools: the deepest convolution before the classifier.</param>
/// <param name="Head">The classifier that reads the trunk's output.</param>
/// <param name="Preprocessing">What its published weights expect.</param>
internal sealed record ArchitectureTable(string Name, IReadOnlyList<Layer> Trunk, string Deepest, HeadTable Head, Preprocessing Preprocessing)
{
    /// <summary>Whether residual blocks have three layers, so that sources of the network differ in which of them strides.</summary>
    internal bool HasBottlenecks => Trunk.OfType<ResidualStage>().Any(stage => stage.Bottleneck);
}

/// <summary>
/// The networks, as data. Sources: He et al., table 1 (ZF-5, Convnet*-5, Overfeat-5/7), with paddings and pooling modes from the sizes
/// they state; Krizhevsky et al. 2012; Simonyan and Zisserman 2014 (VGG-16, table 1 D); He et al. 2015 (ResNet, table 1);
/// Iandola et al. 2016 and its 1.1 release (SqueezeNet).
/// </summary>
internal static class ArchitectureTables
{
    private static readonly LocalNormalization Zf = LocalNormalization.SppNetZf5, Across = LocalNormalization.AlexNet;

    private static readonly ArchitectureTable[] All =
    [
        new("zf5",
            [
                new Conv("conv1", 96, 7, 2, 1), new Normalize(Zf), new MaxPool(3, 2, Ceil: true),
                new Conv("conv2", 256, 5, 2, 0), new Normalize(Zf), new MaxPool(3, 2, Ceil: true),
                new Conv("conv3", 384, 3, 1, 1), new Conv("conv4", 384, 3, 1, 1), new Conv("conv5", 256, 3, 1, 1),
            ],
            "conv5", HeadTable.Paper(new MaxPool(3, 2, Ceil: true)), Preprocessing.SppNet),
        new("convnet5",
            [
                new Conv("conv1", 96, 11, 4, 2), new Normalize(Across),
                new Conv("conv2", 256, 5, 1, 2), new Normalize(Across), new MaxPool(3, 2, Ceil: true),
                new Conv("conv3", 384, 3, 1, 1), new MaxPool(3, 2, Ceil: true),
                new Conv("conv4", 384, 3, 1, 1), new Conv("conv5", 256, 3, 1, 1),
            ],
            "conv5", HeadTable.Paper(new MaxPool(3, 2, Ceil: true)), Preprocessing.SppNet),
        new("overfeat5", Overfeat(3), "conv5", HeadTable.Paper(new MaxPool(3, 3)), Preprocessing.SppNet),
        new("overfeat7", Overfeat(5), "conv7", HeadTable.Paper(new MaxPool(3, 3)), Preprocessing.SppNet),
        new("alexnet",
            [
                new Conv("conv1", 96, 11, 4, 0), new Normalize(Across), new MaxPool(3, 2),
                new Conv("conv2", 256, 5, 1, 2, Groups: 2), new Normalize(Across), new MaxPool(3, 2),
                new Conv("conv3", 384, 3, 1, 1), new Conv("conv4", 384, 3, 1, 1, Groups: 2), new Conv("conv5", 256, 3, 1, 1, Groups: 2),
            ],
            "conv5", HeadTable.Paper(new MaxPool(3, 2)), Preprocessing.TorchVision),
        new("vgg16", Vgg16(), "conv5_3", HeadTable.Vgg, Preprocessing.TorchVision),
        new("resnet18", ResNet(bottleneck: false, 2, 2, 2, 2), "layer4", HeadTable.ResNet, Preprocessing.TorchVision),
        new("resnet50", ResNet(bottleneck: true, 3, 4, 6, 3), "layer4", HeadTable.ResNet, Preprocessing.TorchVision),
        new("squeezenet1.1",
            [
                new Conv("conv1", 64, 3, 2), new MaxPool(3, 2, Ceil: true),
                new Fire("fire2", 16, 64), new Fire("fire3", 16, 64), new MaxPool(3, 2, Ceil: true),
                new Fire("fire4", 32, 128), new Fire("fire5", 32, 128), new MaxPool(3, 2, Ceil: true),
                new Fire("fire6", 48, 192), new Fire("fire7", 48, 192), new Fire("fire8", 64, 256), new Fire("fire9", 64, 256),
            ],
            "fire9", HeadTable.SqueezeNet, Preprocessing.CaffeImageNet),
    ];

    internal static IReadOnlyList<string> Names { get; } = [.. All.Select(table => table.Name)];

    /// <exception cref="ArgumentException">No architecture of that name; the message lists those there are.</exception>
    internal static ArchitectureTable Find(string name) => All.FirstOrDefault(table => table.Name == name)
        ?? throw new ArgumentException($"There is no architecture '{name}'; there are {string.Join(", ", Names)}.");

    private static Layer[] Overfeat(int deepLayers) =>
    [
        new Conv("conv1", 96, 7, 2, 0), new MaxPool(3, 3), new Normalize(Across),
        new Conv("conv2", 256, 5, 1, 2), new MaxPool(2, 2),
        .. Enumerable.Range(3, deepLayers).Select(layer => new Conv($"conv{layer}", 512, 3, 1, 1)),
    ];

    /// <summary>torchvision numbers the modules of <c>features</c>, ReLUs and pools included.</summary>
    private static Layer[] Vgg16()
    {
        var layers = new List<Layer>();
        int module = 0;
        foreach ((int block, int filters, int count) in new[] { (1, 64, 2), (2, 128, 2), (3, 256, 3), (4, 512, 3), (5, 512, 3) })
        {
            for (int index = 1; index <= count; index++, module += 2)
                layers.Add(new Conv($"features.{module}", filters, 3, 1, 1, Tap: $"conv{block}_{index}"));
            layers.Add(new MaxPool(2, 2, Tap: block == 5 ? PoolInput.Tap : null));
            module++;
        }

        return [.. layers];
    }

    private static Layer[] ResNet(bool bottleneck, params int[] blocks) =>
    [
        new Conv("conv1", 64, 7, 2, 3, BatchNorm: "bn1"), new MaxPool(3, 2, 1),
        .. blocks.Select((count, stage) => new ResidualStage($"layer{stage + 1}", count, 64 << stage, stage == 0 ? 1 : 2, bottleneck)),
    ];
}
