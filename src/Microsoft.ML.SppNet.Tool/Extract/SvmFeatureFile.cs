using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>LIBSVM's text format; an image's class is the name of its folder.</summary>
internal sealed class SvmFeatureFile : FeatureFile
{
    private readonly LibSvmWriter _rows;

    internal SvmFeatureFile(string path)
        : this(AtomicFile.Create(path))
    {
    }

    private SvmFeatureFile(AtomicFile file)
        : base(file) => _rows = new LibSvmWriter(file.Stream);

    /// <summary>Refuses classes that cannot stand in the format, before any work is done for them.</summary>
    internal static void CheckClasses(IEnumerable<ImageEntry> images)
    {
        foreach (string label in images.Select(ImageSource.ClassOf).Distinct())
        {
            try
            {
                LibSvmWriter.CheckLabel(label);
            }
            catch (ArgumentException exception)
            {
                throw ToolException.BadInput(Failures.Sentence(exception), exception);
            }
        }
    }

    internal override void Write(ImageEntry image, ReadOnlySpan<float> features) => _rows.WriteRow(ImageSource.ClassOf(image), features);
}
