namespace Microsoft.ML.SppNet.Detection;

/// <summary>A box of an image with a score.</summary>
/// <param name="Box">Where, in pixels of the original image.</param>
/// <param name="Score">
/// The higher, the more likely is what the boxes were looked for; only the order means the same for different methods.
/// </param>
public readonly record struct ScoredBox(ImageBox Box, float Score);
