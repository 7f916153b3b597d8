namespace Microsoft.ML.SppNet;

/// <summary>What <see cref="SppNetwork.SaveOnnx(string, OnnxExportOptions)"/> writes.</summary>
public sealed class OnnxExportOptions
{
    /// <summary>The taps whose vectors the output holds, one after the other; a feature map is pooled by the pyramid.</summary>
    /// <value>The default is <c>spp</c>, the deepest convolution.</value>
    public IReadOnlyList<string> Taps { get; init => field = [.. value]; } = [SppNetwork.SppTap];

    /// <summary>Pyramid levels, bins per side, in the order of the output.</summary>
    /// <value>The default is 6, 3, 2, 1.</value>
    public IReadOnlyList<int> Levels { get; init => field = [.. value]; } = SpatialPyramid.Default.Levels;

    /// <summary>Rows of the images that the graph reads.</summary>
    /// <value>The default, null, as for <see cref="Width"/>: any number, from run to run. Both are given or neither is.</value>
    public int? Height { get; init; }

    /// <summary>Columns of the images that the graph reads.</summary>
    /// <value>The default is null: any number, from run to run.</value>
    public int? Width { get; init; }

    /// <summary>Whether the vector is divided by its Euclidean length.</summary>
    /// <value>The default is false.</value>
    public bool Normalize { get; init; }

    internal string? Problem => Taps.Count == 0 ? "At least one tap must be asked for."
        : Height is null != Width is null ? "A height needs a width, and a width a height; give both, or neither for images of any size."
        : Height < 1 || Width < 1 ? FormattableString.Invariant($"Images of {Width}×{Height} pixels are none.")
        : null;
}
