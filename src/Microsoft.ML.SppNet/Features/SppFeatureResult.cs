namespace Microsoft.ML.SppNet;

/// <summary>What came of one image of many.</summary>
/// <param name="Path">The image file.</param>
/// <param name="Vectors">A vector per column; null where the image could not be used.</param>
/// <param name="Error">Why it could not be used; null where it could.</param>
public sealed record SppFeatureResult(string Path, IReadOnlyList<float[]>? Vectors, ImageReadException? Error);
