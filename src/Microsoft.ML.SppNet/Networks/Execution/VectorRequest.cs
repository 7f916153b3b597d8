namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>What a run is to make of each image: a value of the trunk, pooled or whole, or a tap of the head.</summary>
/// <param name="Value">The value of the trunk's program.</param>
/// <param name="Pyramid">What pools it; null for a whole map or a tap of the head.</param>
/// <param name="HeadTap">The tap of the head; null for a value of the trunk.</param>
internal sealed record VectorRequest(int Value, SpatialPyramid? Pyramid, string? HeadTap)
{
    /// <summary>Whether the map itself is wanted, H × W × C for each image.</summary>
    internal bool IsWhole => Pyramid is null && HeadTap is null;
}
