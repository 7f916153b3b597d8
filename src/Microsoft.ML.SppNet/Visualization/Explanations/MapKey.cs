namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Which map of an image: parts of several columns may be pooled from one.</summary>
/// <param name="Extractor">What runs the network.</param>
/// <param name="Tap">The layer.</param>
/// <param name="Size">Index into the extractor's sizes.</param>
/// <param name="Mirrored">Whether it is that of the mirrored image.</param>
internal sealed record MapKey(SppFeatureExtractor Extractor, string Tap, int Size, bool Mirrored);
