namespace Microsoft.ML.SppNet;

/// <summary>What is divided by its Euclidean length.</summary>
public enum FeatureNormalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The whole vector, as the paper does for VOC 2007 and Caltech-101 (section 3.2).</summary>
    L2,

    /// <summary>Each part, one tap at one size, before the sizes are combined; then the whole vector: parts of different scale weigh the
    /// same.</summary>
    L2PerPart,
}

/// <summary>What becomes of the vectors of one image at several sizes.</summary>
public enum SizeCombination
{
    /// <summary>One after the other, in the order of the sizes.</summary>
    Concatenate,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their largest value in each place.</summary>
    Max,
}
