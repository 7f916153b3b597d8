using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>An image that a detector is trained on, with all its objects.</summary>
/// <param name="Name">What messages call it: its path, as a rule.</param>
/// <param name="Load">Gives the image, which the trainer then disposes; called once or more.</param>
/// <param name="Objects">Its objects; none is fine.</param>
public sealed record DetectionExample(string Name, Func<MLImage> Load, IReadOnlyList<DetectionObject> Objects)
{
    /// <summary>Windows of the image; null leaves them to the detector's method.</summary>
    public IReadOnlyList<ScoredBox>? Proposals { get; init; }

    /// <summary>An image file.</summary>
    /// <param name="path">The file; see <see cref="ImageFile"/>.</param>
    /// <param name="objects">Its objects.</param>
    public static DetectionExample FromFile(string path, IReadOnlyList<DetectionObject> objects) =>
        new(path, () => ImageFile.Load(path), objects);
}
