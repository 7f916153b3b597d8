using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>An image that a detector is trained on, with all its objects.</summary>
/// <param name="Name">What messages call it: its path, as a rule.</param>
/// <param name="Load">Gives the image, which the trainer then disposes; called once or more.</param>
/// <param name="Objects">Its objects; none is fine.</param>
public sealed record DetectionExample(string Name, Func<MLImage> Load, IReadOnlyList<AnnotatedObject> Objects)
{
    /// <summary>Windows of the image; null leaves them to the detector's method.</summary>
    public IReadOnlyList<ScoredBox>? Proposals { get; init; }

    /// <summary>An image file of a set.</summary>
    public static DetectionExample From(AnnotatedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new DetectionExample(image.Path, () => ImageFile.Load(image.Path), image.Objects);
    }
}
