namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Vectors that a run is to make, a row per image: a value of the trunk, pooled, or a tap of the head.</summary>
/// <param name="Value">The value of the trunk's program.</param>
/// <param name="Pyramid">What pools it; null for a tap of the head.</param>
/// <param name="HeadTap">The tap of the head; null for a pooled value.</param>
internal sealed record VectorRequest(int Value, SpatialPyramid? Pyramid, string? HeadTap);
