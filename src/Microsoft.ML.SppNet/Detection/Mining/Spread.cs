namespace Microsoft.ML.SppNet.Detection;

/// <summary>Some of many, taken at even distances.</summary>
internal static class Spread
{
    /// <summary>At most so many different indices of a list, ascending.</summary>
    internal static IEnumerable<int> Over(int count, int most)
    {
        int taken = Math.Min(count, most);
        return Enumerable.Range(0, taken).Select(index => (int)((long)index * count / taken));
    }
}
