using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet;

/// <summary>How the layers of a trunk are padded.</summary>
public enum TrunkPadding
{
    /// <summary>As the network was trained: each layer's own padding.</summary>
    Training,

    /// <summary>⌊p/2⌋ for every layer of filter size p, pooling included, so that a cell's centre lies at S times its index
    /// (He et al., appendix A): what the detector needs.</summary>
    Deployment,
}

/// <summary>What stands between the last convolution and the fully connected layers.</summary>
public enum NetworkHead
{
    /// <summary>A spatial pyramid: images of any size.</summary>
    SpatialPyramid,

    /// <summary>The single 6 × 6 pooling of the networks without SPP: a fixed input of 224 × 224.</summary>
    Pool5,
}

/// <summary>Which 3-layer residual block's convolution carries the stride.</summary>
public enum ResidualStride
{
    /// <summary>The first 1 × 1 convolution, as He et al. published it.</summary>
    Conv1,

    /// <summary>The 3 × 3 convolution, as torchvision has it.</summary>
    Conv2,
}

/// <summary>A network's structure: its name and the choices in which sources of the same network differ.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
public sealed record NetworkArchitecture(string Name)
{
    /// <summary>The architectures that can be built.</summary>
    public static IReadOnlyList<string> Names { get; } = ArchitectureTables.Names;

    /// <summary>Padding of the trunk.</summary>
    /// <value>The default is <see cref="TrunkPadding.Training"/>.</value>
    public TrunkPadding Padding { get; init => field = Choices.Defined(value); }

    /// <summary>Replaces the architecture's local response normalisation.</summary>
    /// <value>The default, null, keeps the architecture's own. Without effect where it has none.</value>
    public LocalNormalization? Normalization { get; init; }

    /// <summary>Replaces the order of normalisation and the pooling beside it.</summary>
    /// <value>The default, null, keeps the architecture's own.</value>
    public NormalizationOrder? NormalizationOrder { get; init; }

    /// <summary>What feeds fc6 in <c>zf5</c>, <c>convnet5</c>, <c>overfeat5</c>, <c>overfeat7</c> and <c>alexnet</c>.</summary>
    /// <value>The default is <see cref="NetworkHead.SpatialPyramid"/>.</value>
    public NetworkHead Head { get; init => field = Choices.Defined(value); }

    /// <summary>Pyramid levels that feed fc6, where <see cref="Head"/> is a pyramid.</summary>
    /// <value>The default is 6, 3, 2, 1.</value>
    public IReadOnlyList<int> HeadLevels { get; init => field = [.. value]; } = SpatialPyramid.Default.Levels;

    /// <summary>Where residual blocks of three layers stride.</summary>
    /// <value>The default is <see cref="ResidualStride.Conv2"/>. Without effect where there are none
    /// (<see cref="StridePlacesDiffer"/>).</value>
    public ResidualStride StrideIn { get; init => field = Choices.Defined(value); } = ResidualStride.Conv2;

    /// <summary>Whether sources of this network differ in which convolution of its residual blocks strides, so that <see cref="StrideIn"/>
    /// must say it.</summary>
    public bool StridePlacesDiffer => Table.StridePlacesDiffer;

    /// <summary>The preprocessing that weights of this architecture usually expect.</summary>
    public Preprocessing DefaultPreprocessing => Table.Preprocessing;

    /// <summary>The steps of a network that came from a file with them; null for one of <see cref="Names"/>.</summary>
    internal ImportedTrunk? Imported { get; init; }

    internal ArchitectureTable Table => Imported?.Table ?? ArchitectureTables.Find(Name);

    /// <inheritdoc/>
    public bool Equals(NetworkArchitecture? other) =>
        other is not null && Name == other.Name && Padding == other.Padding && Normalization == other.Normalization
        && NormalizationOrder == other.NormalizationOrder && Head == other.Head && HeadLevels.SequenceEqual(other.HeadLevels)
        && StrideIn == other.StrideIn && Equals(Imported, other.Imported);

    /// <summary>Name and choices in words.</summary>
    public override string ToString()
    {
        string normalization = Normalization is null ? "" : $", {Normalization}";
        string order = NormalizationOrder is null ? "" : $", {NormalizationOrder}";
        string steps = Imported is null ? "" : $", steps {Imported.Digest[..16]}";
        return $"{Name} (padding {Padding}, head {Head} {string.Join('-', HeadLevels)}, stride in {StrideIn}{normalization}{order}{steps})";
    }

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Name, Padding, Normalization, NormalizationOrder, Head, HeadLevels.Count, StrideIn, Imported);
}
