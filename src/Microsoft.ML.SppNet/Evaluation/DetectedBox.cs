namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>A detection of a class, for evaluation.</summary>
/// <param name="Image">The image, by any number that its objects have too.</param>
/// <param name="Box">Where, in pixels of the image.</param>
/// <param name="Score">The higher, the surer.</param>
public readonly record struct DetectedBox(int Image, ImageBox Box, float Score);
