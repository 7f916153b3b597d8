namespace Microsoft.ML.SppNet.Tool;

/// <summary>Rows in aligned columns, the first to the left, the numbers after it to the right.</summary>
internal static class TextTable
{
    internal static void Write(TextWriter output, params IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            output.WriteLine("  "
                + string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
    }
}
