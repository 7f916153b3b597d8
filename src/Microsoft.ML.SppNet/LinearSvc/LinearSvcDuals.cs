namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// The dual variables αᵢ of a solution, from which another search may start: after hard negatives were added, say, where most of the old
/// rows keep theirs.
/// </summary>
public sealed class LinearSvcDuals
{
    // Null for a class without examples.
    private readonly double[]?[] _values;

    internal LinearSvcDuals(double[]?[] values, int rows) => (_values, Rows) = (values, rows);

    /// <summary>The number of classes (binary problems).</summary>
    public int Classes => _values.Length;

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>
    /// α of each row for a class, double[rows], not negative; 0 where the row does not support the solution. Empty for a class without
    /// examples.
    /// </summary>
    public ReadOnlySpan<double> this[int classIndex] => _values[classIndex];

    /// <summary>The duals of some of the rows, as <see cref="LinearSvcSolver.KeepRows"/> keeps them.</summary>
    /// <param name="rows">The rows to keep, each once, ascending, at least one.</param>
    /// <exception cref="ArgumentException">A row is out of range or out of order.</exception>
    public LinearSvcDuals Select(ReadOnlySpan<int> rows)
    {
        RowNumbers.Check(rows, Rows);
        int[] kept = rows.ToArray();
        return new LinearSvcDuals(
            Array.ConvertAll(_values, values => values is null ? null : Array.ConvertAll(kept, row => values[row])), kept.Length);
    }
}
