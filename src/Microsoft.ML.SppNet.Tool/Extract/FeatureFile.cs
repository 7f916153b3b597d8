using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// A file of features that is written row by row and is there under its name only once it is whole. What ends the writing before
/// <see cref="Commit"/> leaves the old file as it was.
/// </summary>
internal abstract class FeatureFile : IDisposable
{
    private static readonly string[] Extensions = [".npy", ".csv", ".svm"];

    private readonly AtomicFile _file;

    private protected FeatureFile(AtomicFile file) => _file = file;

    /// <summary>Checks a name's ending before any work is done for it.</summary>
    /// <exception cref="ToolException">No format of that ending.</exception>
    internal static void CheckName(string path)
    {
        if (!Extensions.Contains(Extension(path)))
            throw ToolException.Usage($"--output ends in {string.Join(", ", Extensions)}, which says the format; '{path}' does not.");
    }

    /// <summary>Whether rows carry the images' classes.</summary>
    internal static bool NeedsClasses(string path) => Extension(path) == ".svm";

    /// <summary>The files that are written beside it.</summary>
    internal static IEnumerable<string> Companions(string path) => Extension(path) switch
    {
        ".npy" => [path + NpyFeatureFile.Beside],
        ".svm" => [path + ClassNumbers.Beside],
        _ => [],
    };

    /// <summary>Begins a file in the format that its name says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">Features per row.</param>
    /// <param name="classes">The classes' numbers, for a format that has them.</param>
    /// <exception cref="IOException">It cannot be written there.</exception>
    internal static FeatureFile Create(string path, int dimensions, ClassNumbers? classes) => Extension(path) switch
    {
        ".npy" => new NpyFeatureFile(path, dimensions),
        ".csv" => new CsvFeatureFile(path, dimensions),
        _ => new SvmFeatureFile(path, classes!),
    };

    internal abstract void Write(ImageEntry image, ReadOnlySpan<float> features);

    internal virtual void Commit() => _file.Commit();

    public virtual void Dispose() => _file.Dispose();

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
