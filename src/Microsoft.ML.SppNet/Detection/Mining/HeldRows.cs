namespace Microsoft.ML.SppNet.Detection;

/// <summary>Vectors of windows that the SVMs of several classes share.</summary>
internal sealed class HeldRows
{
    private readonly Dictionary<WindowKey, (float[] Row, int Holders)> _rows = [];

    internal int Count => _rows.Count;

    internal bool TryTake(WindowKey key, out float[] row)
    {
        bool found = _rows.TryGetValue(key, out (float[] Row, int Holders) held);
        row = held.Row;
        if (found)
            _rows[key] = held with { Holders = held.Holders + 1 };
        return found;
    }

    internal float[] Take(WindowKey key, float[] row)
    {
        _rows.Add(key, (row, 1));
        return row;
    }

    internal void GiveUp(IEnumerable<WindowKey> keys)
    {
        foreach (WindowKey key in keys)
        {
            (float[] row, int holders) = _rows[key];
            if (holders == 1)
                _rows.Remove(key);
            else
                _rows[key] = (row, holders - 1);
        }
    }
}
