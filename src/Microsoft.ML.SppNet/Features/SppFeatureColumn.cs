namespace Microsoft.ML.SppNet;

/// <summary>One column of features.</summary>
/// <param name="Name">Name of the column.</param>
public sealed record SppFeatureColumn(string Name)
{
    /// <summary>The taps whose vectors the column holds, one after the other; a feature map is pooled by the pyramid.</summary>
    /// <value>The default is <c>spp</c>, the deepest convolution.</value>
    public IReadOnlyList<string> Taps { get; init => field = [.. value]; } = [SppNetwork.SppTap];

    /// <summary>Pyramid levels, bins per side, in the order of the output.</summary>
    /// <value>The default is 6, 3, 2, 1.</value>
    public IReadOnlyList<int> Levels { get; init => field = [.. value]; } = SpatialPyramid.Default.Levels;
}
