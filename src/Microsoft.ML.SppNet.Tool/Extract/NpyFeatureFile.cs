using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A matrix of float32, and beside it the images' paths, a line per row.</summary>
internal sealed class NpyFeatureFile : FeatureFile
{
    internal const string Beside = ".paths.txt";

    private readonly NpyWriter _rows;
    private readonly AtomicFile _pathsFile;
    private readonly StreamWriter _paths;

    internal NpyFeatureFile(string path, int dimensions)
        : this(AtomicFile.Create(path), path, dimensions)
    {
    }

    private NpyFeatureFile(AtomicFile file, string path, int dimensions)
        : base(file)
    {
        _rows = new NpyWriter(file.Stream, dimensions);
        _pathsFile = AtomicFile.Create(path + Beside);
        _paths = new StreamWriter(_pathsFile.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
            { NewLine = "\n" };
    }

    internal override void Write(ImageEntry image, ReadOnlySpan<float> features)
    {
        _rows.WriteRow(features);
        _paths.WriteLine(image.Name);
    }

    internal override void Commit()
    {
        _rows.Complete();
        _paths.Flush();
        _pathsFile.Commit();
        base.Commit();
    }

    public override void Dispose()
    {
        _pathsFile.Dispose();
        base.Dispose();
    }
}
