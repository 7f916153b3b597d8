using System.Globalization;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>What training keeps in memory.</summary>
internal static class SolverMemory
{
    /// <summary>The features and the weights of all classes, both float32.</summary>
    internal static long Features(long rows, int columns, int classes) =>
        FeatureMatrix.BytesOf(rows, columns) + FeatureMatrix.BytesOf(classes, columns);

    /// <summary>The Gram matrix in float32 and the dual variables of all classes in double precision.</summary>
    internal static long Gram(long rows, int classes) => GramMatrix.BytesFor(rows) + sizeof(double) * rows * classes;

    /// <remarks>With <c>valuesPerClass</c> a value per row and class is kept as well: dual variables, or held-out scores.</remarks>
    /// <exception cref="InvalidOperationException">The limit is below what is needed.</exception>
    internal static void Check(long rows, int columns, int classes, long limit, bool valuesPerClass = false)
    {
        long needed = Features(rows, columns, classes) + (valuesPerClass ? sizeof(double) * rows * classes : 0);
        if (needed > limit)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"Training a linear SVM on {rows} rows x {columns} features keeps the features once in float32 and the weights of "
                    + $"{classes} classes")
                + (valuesPerClass ? ", and a value of each row for each class" : "")
                + FormattableString.Invariant($": {needed:N0} bytes, but LinearSvcOptions.MaximumMemoryBytes allows {limit:N0}. ")
                + "Raise the limit, or use fewer rows or shorter features.");
    }
}
