namespace Microsoft.ML.SppNet.Files;

/// <summary>
/// Writes features as comma-separated text: a header <c>path,f0,f1,…</c>, then a row per image. Paths are quoted as RFC 4180
/// has it.
/// </summary>
public sealed class CsvFeatureWriter
{
    private readonly Utf8Row _row;
    private readonly int _columns;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where to; not closed.</param>
    /// <param name="columns">Features per row.</param>
    public CsvFeatureWriter(Stream stream, int columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        _row = new Utf8Row(stream);
        _columns = columns;
        _row.Add("path");
        for (int i = 0; i < columns; i++)
            _row.Add(",f").Add(i);
        _row.End();
    }

    /// <summary>Appends a row.</summary>
    /// <param name="path">The image.</param>
    /// <param name="features">Its features.</param>
    /// <exception cref="ArgumentException">The row has another number of features than the header says.</exception>
    public void WriteRow(string path, ReadOnlySpan<float> features)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (features.Length != _columns)
            throw new ArgumentException($"The row has {features.Length} features, expected {_columns}.", nameof(features));
        _row.Add(CsvText.Quoted(path));
        foreach (float value in features)
            _row.Add(',').Add(value);
        _row.End();
    }
}
