using System.Globalization;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The rows of a LIBSVM file and their classes.</summary>
/// <param name="Features">A row per line.</param>
/// <param name="Classes">The class of each row: a number as .NET writes it (so that +1 is 1), or a name.</param>
internal sealed record LabeledRows(FeatureMatrix Features, IReadOnlyList<string> Classes)
{
    /// <param name="path">The file.</param>
    /// <param name="features">Features of every row where another file says it; null for the file's highest index.</param>
    /// <exception cref="ToolException">The file is missing, broken or empty.</exception>
    internal static LabeledRows Read(string path, int? features = null)
    {
        LibSvmData data = ToolException.RefusedAsInput(() => LibSvmReader.Read(path, features));
        if (data.Rows.Count == 0 || data.FeatureCount == 0)
            throw ToolException.BadInput($"'{path}' has no rows of features in it.");
        var matrix = new FeatureMatrix(data.FeatureCount);
        foreach (float[] row in data.Rows)
            matrix.AddOwned(row);
        return new LabeledRows(matrix, [.. data.Labels.Select(Canonical)]);
    }

    /// <summary>The same rows with names in the place of numbers.</summary>
    /// <exception cref="ToolException">A row's class is no number of the names.</exception>
    internal LabeledRows Named(string[] names, string path) => this with
    {
        Classes = [.. Classes.Select(label => Number(label) is { } number && number >= 1 && number <= names.Length
            && number == Math.Floor(number)
            ? names[(int)number - 1]
            : throw ToolException.BadInput(
                $"'{path}' has a row of class {label}, and '{path}{ClassNumbers.Beside}' names {names.Length}."))],
    };

    /// <summary>The different classes: names in ordinal order after numbers in theirs.</summary>
    internal string[] DistinctClasses() =>
        [.. Classes.Distinct().OrderBy(name => Number(name) ?? double.PositiveInfinity).ThenBy(name => name, StringComparer.Ordinal)];

    private static string Canonical(string label) => Number(label)?.ToString("R", CultureInfo.InvariantCulture) ?? label;

    private static double? Number(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
