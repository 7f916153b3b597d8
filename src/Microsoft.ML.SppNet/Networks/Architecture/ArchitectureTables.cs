namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>A row of <see cref="ArchitectureTables"/>.</summary>
/// <param name="Name">As users write it.</param>
/// <param name="Trunk">The layers from the image on.</param>
/// <param name="Deepest">The tap that <c>spp</c> pools: the deepest convolution before the classifier.</param>
/// <param name="Head">The classifier that reads the trunk's output.</param>
/// <param name="Preprocessing">What its published weights expect.</param>
internal sealed record ArchitectureTable(string Name, IReadOnlyList<Layer> Trunk, string Deepest, HeadTable Head,
    Preprocessing Preprocessing)
{
    /// <summary>Whether sources of the network differ in which convolution of its residual blocks strides.</summary>
    internal bool StridePlacesDiffer => Trunk.OfType<ResidualStage>().Any(stage => stage.StridePlacesDiffer);
}

/// <summary>
/// The networks, as data. Sources: He et al., table 1 (ZF-5, Convnet*-5, Overfeat-5/7), with paddings and pooling modes from the sizes
/// they state; Krizhevsky et al. 2012; Simonyan and Zisserman 2014 (VGG, table 1 A, B, D, E); He et al. 2015 (ResNet, table 1);
/// Zagoruyko and Komodakis 2016 (wide ResNet); Xie et al. 2017 (ResNeXt, table 1); Iandola et al. 2016 and its 1.1 release
/// (SqueezeNet); Sandler et al. 2018 (MobileNetV2, table 2); Tan and Le 2019 (EfficientNet, table 1); torchvision's modules for the
/// names of parameters and what the papers leave open.
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
        new("caffenet",
            [
                new Conv("conv1", 96, 11, 4, 0), new MaxPool(3, 2, Ceil: true), new Normalize(Across),
                new Conv("conv2", 256, 5, 1, 2, Groups: 2), new MaxPool(3, 2, Ceil: true), new Normalize(Across),
                new Conv("conv3", 384, 3, 1, 1), new Conv("conv4", 384, 3, 1, 1, Groups: 2), new Conv("conv5", 256, 3, 1, 1, Groups: 2),
            ],
            "conv5", HeadTable.Paper(new MaxPool(3, 2, Ceil: true)), Preprocessing.CaffeImageNet),
        new("alexnet-torchvision", TorchVisionTrunks.AlexNet(), "conv5", HeadTable.TorchVisionAlexNet, Preprocessing.TorchVision),
        Vgg("vgg11", false, 1, 1, 2, 2, 2), Vgg("vgg11bn", true, 1, 1, 2, 2, 2),
        Vgg("vgg13", false, 2, 2, 2, 2, 2), Vgg("vgg13bn", true, 2, 2, 2, 2, 2),
        Vgg("vgg16", false, 2, 2, 3, 3, 3), Vgg("vgg16bn", true, 2, 2, 3, 3, 3),
        Vgg("vgg19", false, 2, 2, 4, 4, 4), Vgg("vgg19bn", true, 2, 2, 4, 4, 4),
        ResNet("resnet18", new(64, Bottleneck: false), 2, 2, 2, 2),
        ResNet("resnet34", new(64, Bottleneck: false), 3, 4, 6, 3),
        ResNet("resnet50", new(64, Bottleneck: true), 3, 4, 6, 3),
        ResNet("resnet101", new(64, Bottleneck: true), 3, 4, 23, 3),
        ResNet("resnet152", new(64, Bottleneck: true), 3, 8, 36, 3),
        ResNet("wide-resnet50-2", new(128, Bottleneck: true), 3, 4, 6, 3),
        ResNet("resnext50-32x4d", new(128, Bottleneck: true, Groups: 32), 3, 4, 6, 3),
        new("squeezenet1.0",
            [
                new Conv("conv1", 96, 7, 2), new MaxPool(3, 2, Ceil: true),
                new Fire("fire2", 16, 64), new Fire("fire3", 16, 64), new Fire("fire4", 32, 128), new MaxPool(3, 2, Ceil: true),
                new Fire("fire5", 32, 128), new Fire("fire6", 48, 192), new Fire("fire7", 48, 192), new Fire("fire8", 64, 256),
                new MaxPool(3, 2, Ceil: true), new Fire("fire9", 64, 256),
            ],
            "fire9", HeadTable.SqueezeNet, Preprocessing.CaffeImageNet),
        new("squeezenet1.1",
            [
                new Conv("conv1", 64, 3, 2), new MaxPool(3, 2, Ceil: true),
                new Fire("fire2", 16, 64), new Fire("fire3", 16, 64), new MaxPool(3, 2, Ceil: true),
                new Fire("fire4", 32, 128), new Fire("fire5", 32, 128), new MaxPool(3, 2, Ceil: true),
                new Fire("fire6", 48, 192), new Fire("fire7", 48, 192), new Fire("fire8", 64, 256), new Fire("fire9", 64, 256),
            ],
            "fire9", HeadTable.SqueezeNet, Preprocessing.CaffeImageNet),
        new("mobilenet-v2", TorchVisionTrunks.MobileNetV2(), "features.18", HeadTable.Mobile, Preprocessing.TorchVision),
        new("efficientnet-b0", TorchVisionTrunks.EfficientNetB0(), "features.8", HeadTable.Mobile, Preprocessing.TorchVision),
        // ZF-5 and Overfeat-5 for photographs of 64 pixels: the same maps, 13 and 18 cells, of crops of 52 and 72 pixels, a third of the
        // channels.
        new("zf5-small",
            [
                new Conv("conv1", 64, 5, 2, 2), new MaxPool(3, 2, Ceil: true),
                new Conv("conv2", 128, 3, 1, 1), new Conv("conv3", 192, 3, 1, 1), new Conv("conv4", 192, 3, 1, 1),
                    new Conv("conv5", 128, 3, 1, 1),
            ],
            "conv5", HeadTable.Paper(new MaxPool(3, 2, Ceil: true), width: 512), Preprocessing.TorchVision),
        new("overfeat5-small",
            [
                new Conv("conv1", 64, 5, 2, 2), new MaxPool(2, 2),
                new Conv("conv2", 128, 3, 1, 1), new Conv("conv3", 192, 3, 1, 1), new Conv("conv4", 192, 3, 1, 1),
                    new Conv("conv5", 192, 3, 1, 1),
            ],
            "conv5", HeadTable.Paper(new MaxPool(3, 3), width: 512), Preprocessing.TorchVision),
        // Our own: blocks of He et al. 2015 at strides 8 and 16, so that photographs of 64 to 224 pixels still give maps worth pooling,
        // behind one convolution of large stride, which costs little at full resolution.
        new("sppnet-compact",
            [
                new Conv("conv1", 48, 7, 4, 3, BatchNorm: "bn1"),
                new ResidualStage("layer1", 2, 96, 96, 2, Bottleneck: false),
                    new ResidualStage("layer2", 2, 192, 192, 2, Bottleneck: false),
            ],
            "layer2", HeadTable.Pyramid, Preprocessing.TorchVision),
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

    private static ArchitectureTable Vgg(string name, bool batchNorm, params int[] convolutions) =>
        new(name, TorchVisionTrunks.Vgg(batchNorm, convolutions), $"conv5_{convolutions[^1]}", HeadTable.Vgg, Preprocessing.TorchVision);

    private static ArchitectureTable ResNet(string name, ResidualBlocks kind, params int[] blocks) =>
        new(name, TorchVisionTrunks.ResNet(kind, blocks), "layer4", HeadTable.ResNet, Preprocessing.TorchVision);
}
