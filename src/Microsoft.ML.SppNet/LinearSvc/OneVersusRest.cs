namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>Turns class labels into the signs of one class against the rest.</summary>
internal static class OneVersusRest
{
    /// <summary>Rows per class, after checking that the labels fit.</summary>
    internal static int[] Count(int[] labels, int rows, int classes)
    {
        if (labels.Length != rows)
            throw new ArgumentException($"There are {labels.Length} labels for {rows} rows.", nameof(labels));
        int[] counts = new int[Math.Max(classes, 0)];
        for (int row = 0; row < rows; row++)
        {
            if (labels[row] < -1 || labels[row] >= classes)
                throw new ArgumentException(
                    $"Row {row} has label {labels[row]}: labels are 0 to {classes - 1}, or -1 to leave a row out.", nameof(labels));
            if (labels[row] >= 0)
                counts[labels[row]]++;
        }

        int present = counts.Count(count => count > 0);
        if (present < 2)
            throw new ArgumentException(
                present == 0
                    ? $"None of the {rows} rows has a label: a linear SVM needs rows of at least two classes."
                    : $"All {counts.Max()} labelled rows are of class {Array.FindIndex(counts, count => count > 0)}: "
                        + "a linear SVM needs rows of at least two classes.",
                nameof(labels));
        return counts;
    }

    /// <summary>1 for the rows of the class, −1 for the others, 0 for rows left out.</summary>
    internal static sbyte[] Signs(int[] labels, int positive) =>
        Array.ConvertAll(labels, label => (sbyte)(label == positive ? 1 : label < 0 ? 0 : -1));
}
