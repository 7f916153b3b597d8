using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Comma-separated text with a header: <c>path,f0,f1,…</c>.</summary>
internal sealed class CsvFeatureFile : FeatureFile
{
    private readonly CsvFeatureWriter _rows;

    internal CsvFeatureFile(string path, int dimensions)
        : this(AtomicFile.Create(path), dimensions)
    {
    }

    private CsvFeatureFile(AtomicFile file, int dimensions)
        : base(file) => _rows = new CsvFeatureWriter(file.Stream, dimensions);

    internal override void Write(ImageEntry image, ReadOnlySpan<float> features) => _rows.WriteRow(image.Name, features);
}
