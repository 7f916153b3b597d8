using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Several detectors of the same classes as one: the windows that each has scored are put together, and of those that lie upon each other
/// the best stays (He et al., section 4.4).
/// </summary>
/// <remarks>The first detector says how much may overlap and how many stay. The detectors stay the caller's.</remarks>
public sealed class DetectorEnsemble : IObjectDetector
{
    private readonly SppDetector[] _detectors;

    /// <summary>Takes detectors together.</summary>
    /// <exception cref="ArgumentException">There is none, or their classes differ.</exception>
    public DetectorEnsemble(params IReadOnlyList<SppDetector> detectors)
    {
        ArgumentNullException.ThrowIfNull(detectors);
        if (detectors.Count == 0)
            throw new ArgumentException("An ensemble needs at least one detector.", nameof(detectors));
        if (detectors.FirstOrDefault(one => !one.ClassNames.SequenceEqual(detectors[0].ClassNames)) is { } other)
        {
            throw new ArgumentException(
                $"Detectors of one ensemble have the same classes, but one has {string.Join(", ", detectors[0].ClassNames)} and another "
                    + $"{string.Join(", ", other.ClassNames)}.",
                nameof(detectors));
        }

        _detectors = [.. detectors];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _detectors[0].ClassNames;

    /// <inheritdoc/>
    public IReadOnlyList<DetectedObject> Detect(
        MLImage image, float? minimumScore = null, IReadOnlyList<ScoredBox>? proposals = null, DetectionTimes? times = null,
        CancellationToken cancellationToken = default) =>
        WindowDetection.Detect(_detectors, image, minimumScore, proposals, times ?? new DetectionTimes(), cancellationToken);
}
