namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Receives what activations add to a score.</summary>
internal interface IShareTarget
{
    /// <summary>Begins with activations of one map.</summary>
    /// <param name="grid">A grid of its cells.</param>
    /// <returns>What takes a share: cell, channel, value. Null where the map's shares are not wanted.</returns>
    Action<int, int, double>? Begin(CellGrid grid);
}
