using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Finds objects of known classes in images: one detector or several together. Safe to use from several threads.</summary>
public interface IObjectDetector
{
    /// <summary>The classes.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Finds the objects of an image, which stays the caller's.</summary>
    /// <param name="image">The image.</param>
    /// <param name="minimumScore">
    /// Detections of a lower score are left out; null takes for each class the score that told its objects from the counterexamples best
    /// when it was trained.
    /// </param>
    /// <param name="proposals">The windows that are looked at; null leaves them to the detector's method.</param>
    /// <param name="times">Time is added to it, where it is given.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Detections in pixels of the image, the best first; empty where there is none.</returns>
    /// <exception cref="ImageReadException">The image is not what the network can read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IReadOnlyList<DetectedObject> Detect(
        MLImage image, float? minimumScore = null, IReadOnlyList<ScoredBox>? proposals = null, DetectionTimes? times = null,
        CancellationToken cancellationToken = default);
}
