namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// The groups that every line of a map, a row or a column, crosses, in order: a border of a box reads a part of that list.
/// </summary>
internal sealed class EdgeRuns
{
    private readonly int _length;
    private readonly int[] _begun;
    private readonly int[] _ended;

    private EdgeRuns(int[] groups, int length, int[] begun, int[] ended) =>
        (Groups, _length, _begun, _ended) = (groups, length, begun, ended);

    /// <summary>The groups of all runs, line by line.</summary>
    internal int[] Groups { get; }

    /// <param name="labels">The group of every pixel, 0 for none.</param>
    /// <param name="length">Pixels of a line.</param>
    /// <param name="lines">Lines.</param>
    /// <param name="step">From a pixel of a line to its next.</param>
    /// <param name="stride">From a line to the next.</param>
    internal static EdgeRuns Of(int[] labels, int length, int lines, int step, int stride)
    {
        var groups = new List<int>();
        int[] begun = new int[length * lines], ended = new int[length * lines];
        for (int line = 0; line < lines; line++)
        {
            int last = 0;
            for (int i = 0; i < length; i++)
            {
                int label = labels[line * stride + i * step];
                if (label != last && label > 0)
                    groups.Add(label);
                last = label;
                begun[line * length + i] = groups.Count;
                ended[line * length + i] = label > 0 ? groups.Count - 1 : groups.Count;
            }
        }

        return new EdgeRuns([.. groups], length, begun, ended);
    }

    /// <summary>The groups that a line crosses from one pixel of it up to and including another.</summary>
    internal ReadOnlySpan<int> Between(int line, int first, int last)
    {
        int start = _ended[line * _length + first];
        return Groups.AsSpan(start, _begun[line * _length + last] - start);
    }
}
