namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The rule for choices of rows.</summary>
internal static class RowNumbers
{
    /// <exception cref="ArgumentException">There is none, or one is out of range or out of order.</exception>
    internal static void Check(ReadOnlySpan<int> rows, int count)
    {
        if (rows.IsEmpty)
            throw new ArgumentException("At least one row must be kept.", nameof(rows));
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || rows[i] >= count || (i > 0 && rows[i] <= rows[i - 1]))
                throw new ArgumentException(
                    $"Kept row {i} is {rows[i]}: rows are from 0 to {count - 1}, each once, ascending.", nameof(rows));
        }
    }
}
