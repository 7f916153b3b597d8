namespace Microsoft.ML.SppNet.Networks;

/// <summary>
/// What torchvision publishes of the networks that are known here: file names (the digits in them begin the file's SHA-256), numbers of
/// parameters and top-1 accuracies as its source has them (version 0.14; EfficientNet-B0's file as it is since 0.17). <c>-v2</c> are its
/// second weights, trained longer.
/// </summary>
internal static class CatalogEntries
{
    internal static IReadOnlyList<CatalogNetwork> All { get; } =
    [
        Of("alexnet", "alexnet-torchvision", "alexnet-owt-7be5be79.pth", 61_100_840, 56.522),
        Of("vgg11", "vgg11", "vgg11-8a719046.pth", 132_863_336, 69.020),
        Of("vgg11_bn", "vgg11bn", "vgg11_bn-6002323d.pth", 132_868_840, 70.370),
        Of("vgg13", "vgg13", "vgg13-19584684.pth", 133_047_848, 69.928),
        Of("vgg13_bn", "vgg13bn", "vgg13_bn-abd245e5.pth", 133_053_736, 71.586),
        Of("vgg16", "vgg16", "vgg16-397923af.pth", 138_357_544, 71.592),
        Of("vgg16_bn", "vgg16bn", "vgg16_bn-6c64b313.pth", 138_365_992, 73.360),
        Of("vgg19", "vgg19", "vgg19-dcbb9e9d.pth", 143_667_240, 72.376),
        Of("vgg19_bn", "vgg19bn", "vgg19_bn-c79401a0.pth", 143_678_248, 74.218),
        Of("resnet18", "resnet18", "resnet18-f37072fd.pth", 11_689_512, 69.758),
        Of("resnet34", "resnet34", "resnet34-b627a593.pth", 21_797_672, 73.314),
        Of("resnet50", "resnet50", "resnet50-0676ba61.pth", 25_557_032, 76.130),
        Of("resnet50-v2", "resnet50", "resnet50-11ad3fa6.pth", 25_557_032, 80.858),
        Of("resnet101", "resnet101", "resnet101-63fe2227.pth", 44_549_160, 77.374),
        Of("resnet101-v2", "resnet101", "resnet101-cd907fc2.pth", 44_549_160, 81.886),
        Of("resnet152", "resnet152", "resnet152-394f9c45.pth", 60_192_808, 78.312),
        Of("resnet152-v2", "resnet152", "resnet152-f82ba261.pth", 60_192_808, 82.284),
        Of("resnext50_32x4d", "resnext50-32x4d", "resnext50_32x4d-7cdf4587.pth", 25_028_904, 77.618),
        Of("resnext50_32x4d-v2", "resnext50-32x4d", "resnext50_32x4d-1a0047aa.pth", 25_028_904, 81.198),
        Of("wide_resnet50_2", "wide-resnet50-2", "wide_resnet50_2-95faca4d.pth", 68_883_240, 78.468),
        Of("wide_resnet50_2-v2", "wide-resnet50-2", "wide_resnet50_2-9ba9bcbe.pth", 68_883_240, 81.602),
        Of("squeezenet1_0", "squeezenet1.0", "squeezenet1_0-b66bff10.pth", 1_248_424, 58.092),
        Of("squeezenet1_1", "squeezenet1.1", "squeezenet1_1-b8a52dc0.pth", 1_235_496, 58.178),
        Of("mobilenet_v2", "mobilenet-v2", "mobilenet_v2-b0353104.pth", 3_504_872, 71.878),
        Of("mobilenet_v2-v2", "mobilenet-v2", "mobilenet_v2-7ebf99e0.pth", 3_504_872, 72.154),
        Of("efficientnet_b0", "efficientnet-b0", "efficientnet_b0_rwightman-7f5810bc.pth", 5_288_548, 77.692) with
        {
            Sha256 = "7f5810bc96def8f7552d5b7e68d53c4786f81167d28291b21c0d90e1fca14934",
        },
    ];

    private static CatalogNetwork Of(string name, string architecture, string file, long parameters, double top1) => new(
        $"torchvision/{name}", new NetworkArchitecture(architecture), file, Path.GetFileNameWithoutExtension(file).Split('-')[^1],
        parameters, top1);
}
