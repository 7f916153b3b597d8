using Microsoft.ML.Data;

namespace Quickstart;

/// <summary>Which class was taken for which: a table where it fits a screen, else the worst confusions.</summary>
internal static class ConfusionTable
{
    private const int MostClasses = 20, MostConfusions = 15;

    internal static void Write(ConfusionMatrix matrix, IReadOnlyList<string> classes, TextWriter output)
    {
        if (classes.Count <= MostClasses)
            WriteTable(matrix, classes, output);
        else
            WriteWorst(matrix, classes, output);
    }

    private static void WriteTable(ConfusionMatrix matrix, IReadOnlyList<string> classes, TextWriter output)
    {
        int width = classes.Max(name => name.Length) + 2;
        output.WriteLine("Rows are the true classes, columns the predicted ones.");
        output.WriteLine(new string(' ', width) + string.Concat(classes.Select(name => name.PadLeft(width))));
        for (int actual = 0; actual < classes.Count; actual++)
            output.WriteLine(classes[actual].PadRight(width)
                + string.Concat(matrix.Counts[actual].Select(count => $"{count:F0}".PadLeft(width))));
    }

    private static void WriteWorst(ConfusionMatrix matrix, IReadOnlyList<string> classes, TextWriter output)
    {
        output.WriteLine($"The worst confusions among {classes.Count} classes:");
        var worst = from actual in Enumerable.Range(0, classes.Count)
                    from predicted in Enumerable.Range(0, classes.Count)
                    where actual != predicted && matrix.Counts[actual][predicted] > 0
                    orderby matrix.Counts[actual][predicted] descending
                    select $"  {matrix.Counts[actual][predicted]:F0} of {matrix.Counts[actual].Sum():F0} {classes[actual]} taken for "
                        + $"{classes[predicted]}";
        foreach (string line in worst.Take(MostConfusions))
            output.WriteLine(line);
    }
}
