namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>What training keeps in memory.</summary>
internal static class SolverMemory
{
    /// <summary>The features and the weights of all classes, both float32.</summary>
    internal static long Features(long rows, int columns, int classes) =>
        FeatureMatrix.BytesOf(rows, columns) + FeatureMatrix.BytesOf(classes, columns);

    /// <summary>The Gram matrix in float32 and the dual variables of all classes in double precision.</summary>
    internal static long Gram(long rows, int classes) => GramMatrix.BytesFor(rows) + sizeof(double) * rows * classes;

    /// <exception cref="InvalidOperationException">The limit is below what is needed.</exception>
    internal static void Check(long rows, int columns, int classes, long limit) => Check(
        rows, columns, Features(rows, columns, classes), limit, $"the weights of {classes} classes");

    /// <summary>Calibration keeps a score of every row for every class as well.</summary>
    /// <exception cref="InvalidOperationException">The limit is below what is needed.</exception>
    internal static void CheckCalibration(long rows, int columns, int classes, long limit) => Check(
        rows, columns, Features(rows, columns, classes) + HeldOutScores.BytesFor(rows, classes), limit,
        $"the weights of {classes} classes and a held-out score per row and class");

    private static void Check(long rows, int columns, long needed, long limit, string kept)
    {
        if (needed > limit)
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Training a linear SVM on {rows} rows x {columns} features keeps the features once in float32 and {kept}: ")
                + FormattableString.Invariant($"{needed:N0} bytes, but LinearSvcOptions.MaximumMemoryBytes allows {limit:N0}. ")
                + "Raise the limit, or use fewer rows or shorter features.");
    }
}
