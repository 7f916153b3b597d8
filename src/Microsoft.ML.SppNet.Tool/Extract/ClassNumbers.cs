using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// Numbers in the place of class names, for LIBSVM's format: LIBLINEAR, LIBSVM and scikit-learn read nothing else. The number is the line
/// of the name in a file beside the features.
/// </summary>
internal sealed class ClassNumbers
{
    /// <summary>What the name of the file of names ends in, after the features' own name.</summary>
    internal const string Beside = ".classes.txt";

    private readonly string[] _names;
    private readonly Dictionary<string, int> _numbers;

    private ClassNumbers(string[] names)
    {
        _names = names;
        _numbers = names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index + 1);
    }

    /// <summary>The number of a class, from 1.</summary>
    internal int this[string name] => _numbers[name];

    /// <summary>The names in ordinal order, or as an earlier file numbers them.</summary>
    /// <exception cref="ToolException">The earlier file cannot be read, or lacks a class of the images.</exception>
    internal static ClassNumbers Of(IEnumerable<ImageEntry> images, string? earlier)
    {
        string[] found = [.. images.Select(ImageSource.ClassOf).Distinct().Order(StringComparer.Ordinal)];
        if (earlier is null)
            return new ClassNumbers(found);
        string[] known = ReadNames(earlier);
        return found.FirstOrDefault(name => !known.Contains(name)) is { } unknown
            ? throw ToolException.BadInput($"'{earlier}' has no class '{unknown}', which an image is of.")
            : new ClassNumbers(known);
    }

    /// <summary>The names in a file beside a feature file, in the order of their numbers; null where there is none.</summary>
    internal static string[]? BesideFeatures(string features) => File.Exists(features + Beside) ? ReadNames(features + Beside) : null;

    internal void Write(string path) => AtomicFile.Write(
        path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(_names.Select(name => name + "\n")))));

    private static string[] ReadNames(string path)
    {
        string[] names = ToolException.RefusedAsInput(
            () => File.Exists(path)
                ? File.ReadAllLines(path)
                : throw new FileNotFoundException($"There is no file of classes '{path}'.", path));
        return names.Length == 0 || names.Contains("") || names.Distinct().Count() < names.Length
            ? throw ToolException.BadInput($"'{path}' is no list of classes: a name per line, each once.")
            : names;
    }
}
