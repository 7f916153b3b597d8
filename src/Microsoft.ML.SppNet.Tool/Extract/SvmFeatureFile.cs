using System.Globalization;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>LIBSVM's text format; an image's class is the number of its folder's name.</summary>
internal sealed class SvmFeatureFile : FeatureFile
{
    private readonly LibSvmWriter _rows;
    private readonly string _path;
    private readonly ClassNumbers _classes;

    internal SvmFeatureFile(string path, ClassNumbers classes)
        : this(AtomicFile.Create(path), path, classes)
    {
    }

    private SvmFeatureFile(AtomicFile file, string path, ClassNumbers classes)
        : base(file) => (_rows, _path, _classes) = (new LibSvmWriter(file.Stream), path, classes);

    internal override void Write(ImageEntry image, ReadOnlySpan<float> features) =>
        _rows.WriteRow(_classes[ImageSource.ClassOf(image)].ToString(CultureInfo.InvariantCulture), features);

    internal override void Commit()
    {
        _classes.Write(_path + ClassNumbers.Beside);
        base.Commit();
    }
}
