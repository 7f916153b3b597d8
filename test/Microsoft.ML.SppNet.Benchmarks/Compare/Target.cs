namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>A speed that the library sets out to have, on two threads, at 224 × 224 and 375 × 500 pixels, for batches of 1 and 8.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Rival">Whom it is compared with.</param>
/// <param name="AtLeast">How many times as fast it has to be.</param>
internal sealed record Target(string Architecture, string Rival, double AtLeast)
{
    internal static readonly Target[] All =
    [
        new("zf5", Candidates.Plain, 2.0),
        new("zf5", Candidates.PyTorch, 2.0),
        new("alexnet", Candidates.Plain, 1.5),
        new("alexnet", Candidates.PyTorch, 1.5),
        new("resnet50", Candidates.OnnxRuntime, 1.0),
        new("squeezenet1.1", Candidates.OnnxRuntime, 1.0),
    ];
}
