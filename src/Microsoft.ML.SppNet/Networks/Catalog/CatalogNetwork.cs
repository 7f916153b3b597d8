namespace Microsoft.ML.SppNet;

/// <summary>Trained weights that are published somewhere, as <see cref="NetworkCatalog"/> knows them.</summary>
/// <param name="Name">As users write it, <c>torchvision/resnet50</c>.</param>
/// <param name="Architecture">The network that they are of.</param>
/// <param name="File">The file's name where it is published.</param>
/// <param name="Sha256">The beginning of the file's SHA-256 in hexadecimal digits, as published: eight of them, or all.</param>
/// <param name="Parameters">How many parameters it has.</param>
/// <param name="Top1">Top-1 accuracy on ImageNet's validation set in percent, as published, of a centre crop of 224 × 224 after a resize
/// that the publisher chose. Measured by nobody here.</param>
public sealed record CatalogNetwork(string Name, NetworkArchitecture Architecture, string File, string Sha256, long Parameters, double Top1)
{
    /// <summary>Where it is published; <see cref="NetworkCatalog.BaseVariable"/> replaces all but the file's name.</summary>
    public Uri Source => new(NetworkCatalog.PublishedBase, File);

    /// <summary>Bytes of the file, roughly: four for each parameter.</summary>
    public long Bytes => sizeof(float) * Parameters;

    /// <summary>What its images go through.</summary>
    public Preprocessing Preprocessing { get; init; } = Preprocessing.TorchVision;

    /// <summary>The weights' licence, in words.</summary>
    public string Licence { get; init; } = "BSD-3-Clause (torchvision); trained on ImageNet, whose terms of use may bind you";
}
