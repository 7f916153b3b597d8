namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>An object of a class, which a detector should find.</summary>
/// <param name="Image">The image, by any number that its detections have too.</param>
/// <param name="Box">Where, in pixels of the image.</param>
/// <param name="Difficult">Whether it counts neither as found nor as missed.</param>
public readonly record struct AnnotatedBox(int Image, ImageBox Box, bool Difficult = false);
