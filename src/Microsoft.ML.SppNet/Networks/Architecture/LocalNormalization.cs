using System.Globalization;

namespace Microsoft.ML.SppNet;

/// <summary>Over which neighbours local response normalisation sums.</summary>
public enum NormalizationKind
{
    /// <summary>Over neighbouring cells of the same channel: y = x · (k + α/n² · Σ x²)^−β on n × n cells, zero padded (Caffe's
    /// WITHIN_CHANNEL).</summary>
    WithinChannel,

    /// <summary>Over n neighbouring channels of the same cell: y = x · (k + α/n · Σ x²)^−β (Krizhevsky et al., section 3.3).</summary>
    AcrossChannel,
}

/// <summary>Whether normalisation comes before or after the pooling beside it: sources of the same network differ.</summary>
public enum NormalizationOrder
{
    /// <summary>Normalise, then pool (SPP_net's ZF-5, Krizhevsky's net).</summary>
    BeforePooling,

    /// <summary>Pool, then normalise (ZFNet's figure 3, Overfeat).</summary>
    AfterPooling,
}

/// <summary>The constants of a local response normalisation.</summary>
/// <param name="Kind">Within a channel or across channels.</param>
/// <param name="Size">n: cells per side or channels; odd.</param>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
/// <param name="K">k, the constant under the power.</param>
public sealed record LocalNormalization(NormalizationKind Kind, int Size, double Alpha, double Beta, double K = 1)
{
    /// <summary>SPP_net's ZF-5: within channel, 3 × 3, α 5e-5, β 0.75.</summary>
    public static LocalNormalization SppNetZf5 { get; } = new(NormalizationKind.WithinChannel, 3, 5e-5, 0.75);

    /// <summary>Krizhevsky's net as Caffe has it: across 5 channels, α 1e-4, β 0.75.</summary>
    public static LocalNormalization AlexNet { get; } = new(NormalizationKind.AcrossChannel, 5, 1e-4, 0.75);

    /// <summary>Kind and constants in words, the same in every culture: hashes of networks contain them.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind} normalisation of size {Size}, alpha {Alpha:R}, beta {Beta:R}, k {K:R}");

    internal void Check()
    {
        if (Size is < 1 or > 99 || Size % 2 == 0)
            throw new ArgumentException($"The size of a local response normalisation is an odd number from 1 to 99, not {Size}.");
        if (!double.IsFinite(Alpha) || Alpha < 0 || !double.IsFinite(Beta) || !double.IsFinite(K) || K <= 0)
            throw new ArgumentException(
                $"A local response normalisation needs finite constants with alpha at least 0 and k above 0, not {this}.");
    }
}
