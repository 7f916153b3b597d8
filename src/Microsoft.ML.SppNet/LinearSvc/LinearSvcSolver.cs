using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// Trains L2-regularised linear support vector machines on one set of features by dual coordinate descent with shrinking (Hsieh et al.,
/// ICML 2008, Algorithm 3), as LIBLINEAR's <c>-s 1</c> and <c>-s 3</c> do: for every class, min over w of ½‖(w, w_B)‖² + Σ Cᵢ loss(yᵢ (w·xᵢ
/// + w_B B)).
/// </summary>
/// <remarks>
/// Features are float32, everything summed up is double precision. Where examples are few against features and classes (see
/// <see cref="UsesGram"/>) the Gram matrix is computed once, kept for later calls, and shared by all classes; elsewhere each class walks
/// over the features themselves. Results do not depend on the number of threads. An instance may be used by one caller at a time.
/// </remarks>
public sealed class LinearSvcSolver
{
    // Measured (docs/linear-svc.md): below this many examples per class the Gram matrix costs less than the passes it saves.
    private const int GramRowsPerClass = 200;

    private const double SmallestFactor = 1e-100, LargestFactor = 1e100;

    private readonly FeatureMatrix _features;
    private readonly double _factor;
    private double[]? _squaredNorms;
    private GramMatrix? _gram;

    /// <summary>A solver for these features.</summary>
    /// <param name="features">
    /// At least one row; every value finite. The values are shared, not copied; rows that the caller adds to the matrix later do not count.
    /// </param>
    /// <param name="factor">
    /// Multiplies every feature inside the solver, without a copy of them: what is solved is the problem of the scaled features, and the
    /// weights found are for the features as they are given (the factor times those for scaled ones). From 1e-100 to 1e100.
    /// </param>
    /// <exception cref="ArgumentException">There is no row, or a value is NaN or infinite: the message names row and column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of range.</exception>
    public LinearSvcSolver(FeatureMatrix features, double factor = 1)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows == 0)
            throw new ArgumentException("A linear SVM cannot be trained on zero rows.", nameof(features));
        if (!(factor is >= SmallestFactor and <= LargestFactor))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor of the features is from 1e-100 to 1e100.");
        CheckFinite(features);
        _features = features.Select([.. Enumerable.Range(0, features.Rows)]);
        _factor = factor;
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _features.Rows;

    /// <summary>Appends rows, the hard negatives of detection for instance; the values are shared, not copied.</summary>
    /// <param name="rows">As many columns as the solver's features, every value finite.</param>
    /// <exception cref="ArgumentException">
    /// The columns differ, or a value is NaN or infinite: the message names row and column, counted in <paramref name="rows"/>.
    /// </exception>
    public void AddRows(FeatureMatrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Columns != _features.Columns)
            throw new ArgumentException($"The rows have {rows.Columns} columns, the solver's {_features.Columns}.", nameof(rows));
        CheckFinite(rows, nameof(rows));
        _features.AddRows(rows);
        Forget();
    }

    /// <summary>
    /// Drops all rows but some: negatives that have become easy, for instance. Their numbers are then those in <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">The rows to keep, each once, ascending, at least one; <see cref="LinearSvcDuals.Select"/> takes the same.</param>
    /// <exception cref="ArgumentException">A row is out of range or out of order.</exception>
    public void KeepRows(ReadOnlySpan<int> rows)
    {
        RowNumbers.Check(rows, _features.Rows);
        _features.KeepRows(rows);
        Forget();
    }

    /// <summary>One problem per class: the examples of the class against all others.</summary>
    /// <param name="labels">For each row its class in [0, classes), or −1 to leave the row out.</param>
    /// <param name="classes">
    /// The number of classes. A class that no row has gets zero weights and a bias that no other score falls below: it is never predicted.
    /// </param>
    /// <param name="options">Null = defaults.</param>
    /// <param name="exampleWeights">Multiplies each row's cost, not negative; empty = 1 for all.</param>
    /// <param name="start">
    /// Where the search starts: the duals of an earlier solution (<see cref="LinearSvcOptions.KeepDuals"/>) of as many problems; rows that
    /// it had not come last and start at 0. The end is the same up to the tolerance, and nearer. Null = from 0.
    /// </param>
    /// <exception cref="ArgumentException">Labels or weights do not fit the rows, or fewer than two classes have rows.</exception>
    /// <exception cref="InvalidOperationException">The memory limit is too low.</exception>
    public LinearSvcSolution SolveOneVersusRest(
        ReadOnlySpan<int> labels, int classes, LinearSvcOptions? options = null, ReadOnlySpan<float> exampleWeights = default,
        LinearSvcDuals? start = null)
    {
        int[] classOf = labels.ToArray();
        int[] counts = OneVersusRest.Count(classOf, _features.Rows, classes);
        return Solve(classes, k => counts[k] == 0 ? null : OneVersusRest.Signs(classOf, k), options, exampleWeights, start);
    }

    /// <summary>One problem per array of signs, as for images that may show several classes.</summary>
    /// <param name="signs">For each problem and row 1 (positive), −1 (negative) or 0 (left out).</param>
    /// <param name="options">Null = defaults.</param>
    /// <param name="exampleWeights">Multiplies each row's cost, not negative; empty = 1 for all.</param>
    /// <param name="start">As in <see cref="SolveOneVersusRest"/>.</param>
    /// <exception cref="ArgumentException">Signs or weights do not fit the rows, or a problem has no row.</exception>
    /// <exception cref="InvalidOperationException">The memory limit is too low.</exception>
    public LinearSvcSolution SolveEach(
        IReadOnlyList<sbyte[]> signs, LinearSvcOptions? options = null, ReadOnlySpan<float> exampleWeights = default,
        LinearSvcDuals? start = null)
    {
        ArgumentNullException.ThrowIfNull(signs);
        for (int k = 0; k < signs.Count; k++)
        {
            if (signs[k].Length != _features.Rows)
                throw new ArgumentException($"Problem {k} has {signs[k].Length} signs for {_features.Rows} rows.", nameof(signs));
            if (!signs[k].AsSpan().ContainsAnyExcept((sbyte)0))
                throw new ArgumentException($"Problem {k} leaves out every row.", nameof(signs));
        }

        return Solve(signs.Count, k => signs[k], options, exampleWeights, start);
    }

    /// <summary>One binary problem; the solution has one class.</summary>
    /// <param name="signs">For each row 1 (positive), −1 (negative) or 0 (left out).</param>
    /// <param name="options">Null = defaults.</param>
    /// <param name="exampleWeights">Multiplies each row's cost, not negative; empty = 1 for all.</param>
    /// <param name="start">As in <see cref="SolveEach"/>.</param>
    public LinearSvcSolution SolveBinary(
        ReadOnlySpan<sbyte> signs, LinearSvcOptions? options = null, ReadOnlySpan<float> exampleWeights = default,
        LinearSvcDuals? start = null) =>
        SolveEach([signs.ToArray()], options, exampleWeights, start);

    /// <summary>Called between passes; lets ML.NET cancel.</summary>
    internal Action? CheckAlive { get; init; }

    /// <summary>
    /// Whether the Gram matrix is used: at most 200 rows per class, at most twice as many rows as columns, and 4 × rows² bytes (with 8 ×
    /// rows × classes for the dual variables) beside the features within the memory limit.
    /// </summary>
    internal static bool UsesGram(int rows, int columns, int classes, long memoryLimit) =>
        rows <= (long)GramRowsPerClass * classes && rows <= 2L * columns
        && SolverMemory.Features(rows, columns, classes) + SolverMemory.Gram(rows, classes) <= memoryLimit;

    private LinearSvcSolution Solve(
        int problems, Func<int, sbyte[]?> signs, LinearSvcOptions? options, ReadOnlySpan<float> exampleWeights, LinearSvcDuals? start)
    {
        options ??= new LinearSvcOptions();
        options.Validate();
        SolverMemory.Check(_features.Rows, _features.Columns, problems, options.MemoryLimit, options.KeepDuals);
        ExampleWeights.Check(exampleWeights, _features.Rows, options);
        if (start is not null && (start.Classes != problems || start.Rows > _features.Rows))
            throw new ArgumentException(
                $"The duals to start from are of {start.Classes} classes and {start.Rows} rows, "
                + $"but there are {problems} classes and {_features.Rows} rows.",
                nameof(start));
        float[]? weights = exampleWeights.IsEmpty ? null : exampleWeights.ToArray();
        var run = new SolverRun(_features, _factor, problems, options, CheckAlive);
        BinaryProblem? Problem(int k) => signs(k) is { } s ? new BinaryProblem(
            s, weights, options, unchecked(options.Seed + k * 7919), start, k) : null;

        _squaredNorms ??= run.Guarded(parallel => RowNorms.Squared(_features, parallel));
        if (!UsesGram(_features.Rows, _features.Columns, problems, options.MemoryLimit) || !GramMatrix.Holds(_squaredNorms))
            return run.OnFeatures(_squaredNorms, Problem);
        _gram ??= run.Guarded(parallel => GramMatrix.Compute(_features, parallel));
        return run.OnGram(_gram, Problem);
    }

    private void Forget() => (_gram, _squaredNorms) = (null, null);

    private static void CheckFinite(FeatureMatrix features, string name = "features")
    {
        for (int row = 0; row < features.Rows; row++)
        {
            int column = FiniteValues.IndexOfBad(features[row]);
            if (column >= 0)
                throw new ArgumentException(FormattableString.Invariant(
                    $"Row {row}, column {column} of the features is {features[row][column]}: a linear SVM needs finite values."), name);
        }
    }
}
