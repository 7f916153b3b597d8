namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Adds shares up cell by cell.</summary>
internal sealed class CellSums : IShareTarget
{
    private readonly Dictionary<MapKey, CellGrid> _grids = [];

    /// <summary>The grids of all maps that had shares, in the order in which these came.</summary>
    internal IReadOnlyList<CellGrid> Grids => [.. _grids.Values];

    public Action<int, int, double> Begin(CellGrid grid)
    {
        if (!_grids.TryGetValue(grid.Key, out CellGrid? sums))
            _grids[grid.Key] = sums = grid.Empty();
        return (cell, _, value) => sums.Add(cell, value);
    }
}
