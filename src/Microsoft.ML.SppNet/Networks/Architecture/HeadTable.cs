namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>What makes a vector of the trunk's output, for the fully connected layers.</summary>
internal abstract record HeadInput
{
    /// <summary>Length of the vector of a trunk with so many output channels.</summary>
    internal abstract int Length(int channels);
}

/// <summary>The network's own spatial pyramid.</summary>
internal sealed record PyramidInput(SpatialPyramid Pyramid) : HeadInput
{
    internal override int Length(int channels) => Pyramid.Dimension(channels);
}

/// <summary>The last pooling of a network without SPP; its output must be <see cref="Side"/> × <see cref="Side"/>, and is the tap
/// <c>pool5</c>.</summary>
internal sealed record PoolInput(MaxPool Pool) : HeadInput
{
    internal const int Side = 6;
    internal const string Tap = "pool5";

    internal override int Length(int channels) => channels * Side * Side;
}

/// <summary>Mean over a grid of <paramref name="Side"/> × <paramref name="Side"/> bins, floor and ceiling as in the pyramid.</summary>
internal sealed record AverageInput(int Side) : HeadInput
{
    internal override int Length(int channels) => channels * Side * Side;
}

/// <summary>A fully connected layer.</summary>
/// <param name="Name">Prefix of its parameters.</param>
/// <param name="Tap">Name of its output, after the ReLU where it has one.</param>
/// <param name="Outputs">Its width; 0 for the last, whose width is the number of classes of the weights.</param>
internal sealed record Linear(string Name, string Tap, int Outputs = 0)
{
    /// <summary>Whether a ReLU follows; as a rule after all but the last.</summary>
    internal bool Relu { get; init; } = Outputs > 0;
}

/// <summary>The classifier over a trunk.</summary>
/// <param name="Linears">Fully connected layers from the trunk on; weight files may end before any of them.</param>
internal sealed record HeadTable(IReadOnlyList<Linear> Linears)
{
    internal const string LogitsTap = "logits";

    /// <summary>The pooling that replaces the pyramid in the network without SPP.</summary>
    internal MaxPool? Pool5 { get; init; }

    /// <summary>Whether a pyramid feeds the layers, and nothing can take its place.</summary>
    internal bool AlwaysPyramid { get; init; }

    /// <summary>Side of the grid of means where neither a pyramid nor pool5 feeds the layers.</summary>
    internal int AverageSide { get; init; } = 1;

    /// <summary>Name under which the means that feed the layers can be asked for themselves; null where they cannot.</summary>
    internal string? AverageTap { get; init; }

    /// <summary>Name of a 1 × 1 convolution to the classes, averaged into the logits, that stands in for fully connected layers.</summary>
    internal string? ClassifierConv { get; init; }

    /// <summary>The three fully connected layers of Krizhevsky's net, after a pyramid or pool5 (He et al., section 3.1).</summary>
    internal static HeadTable Paper(MaxPool pool5, int width = 4096) =>
        new([new Linear("fc6", "fc6", width), new Linear("fc7", "fc7", width), new Linear("fc8", LogitsTap)]) { Pool5 = pool5 };

    internal static HeadTable Vgg { get; } =
        new([new Linear("classifier.0", "fc6", 4096), new Linear("classifier.3", "fc7", 4096), new Linear("classifier.6", LogitsTap)])
        { AverageSide = 7 };

    /// <summary>AlexNet's in torchvision, which numbers the dropouts before the layers as well.</summary>
    internal static HeadTable TorchVisionAlexNet { get; } =
        new([new Linear("classifier.1", "fc6", 4096), new Linear("classifier.4", "fc7", 4096), new Linear("classifier.6", LogitsTap)])
        {
            AverageSide = 6,
        };

    /// <summary>MobileNetV2's and EfficientNet's: one layer over the means, after a dropout.</summary>
    internal static HeadTable Mobile { get; } = new([new Linear("classifier.1", LogitsTap)]);

    internal static HeadTable ResNet { get; } = new([new Linear("fc", LogitsTap)]);

    internal static HeadTable SqueezeNet { get; } = new([]) { ClassifierConv = "conv10" };

    /// <summary>One layer over the network's own pyramid, so that what is trained is what the features are.</summary>
    internal static HeadTable Pyramid { get; } = new([new Linear("fc", LogitsTap)]) { AlwaysPyramid = true };

    internal HeadInput InputFor(NetworkArchitecture architecture) => (Pool5, architecture.Head) switch
    {
        (null, _) when !AlwaysPyramid => new AverageInput(AverageSide),
        (MaxPool pool, NetworkHead.Pool5) => new PoolInput(pool),
        _ => new PyramidInput(new SpatialPyramid(architecture.HeadLevels)),
    };
}
