using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Holds a file's tensors against those that a network needs.</summary>
internal static class WeightShapes
{
    /// <summary>So many differences are told; a network of another kind has hundreds.</summary>
    private const int Told = 3;

    /// <summary>Does nothing where all match.</summary>
    /// <param name="file">The file's name, for the error.</param>
    /// <param name="network">The network's name, for the error.</param>
    /// <param name="expected">Shapes by name as the network has them.</param>
    /// <param name="found">Shapes by name as the file has them.</param>
    /// <exception cref="InvalidDataException">Tensors are missing, unexpected or of the wrong shape; the message tells how many, and the
    /// first of them.</exception>
    internal static void Check(string file, string network, IReadOnlyDictionary<string, long[]> expected,
        IReadOnlyDictionary<string, long[]> found)
    {
        IReadOnlyList<string> differences = Differences(expected, found);
        if (differences.Count > 0)
            throw Misfit(file, network, differences);
    }

    internal static InvalidDataException Misfit(string file, string network, IReadOnlyList<string> differences) =>
        new($"The tensors of '{file}' do not fit {network}; {differences.Count} differ:{Shortest(differences)}");

    /// <summary>A few differences, the shortest first, each on a line of its own.</summary>
    internal static string Shortest(IReadOnlyList<string> differences)
    {
        string lines = string.Concat(differences.OrderBy(line => line.Length).ThenBy(line => line, StringComparer.Ordinal).Take(Told)
            .Select(line => $"\n  {line}"));
        return differences.Count > Told ? $"{lines}; and {differences.Count - Told} more" : lines;
    }

    /// <summary>A sentence for each tensor that is missing, unexpected or of the wrong shape, in ordinal order of names.</summary>
    internal static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, long[]> expected,
        IReadOnlyDictionary<string, long[]> found)
    {
        var differences = new List<string>();
        foreach (string name in expected.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            bool wanted = expected.TryGetValue(name, out long[]? right);
            bool there = found.TryGetValue(name, out long[]? wrong);
            if (!there)
                differences.Add($"'{name}' is missing, expected {ErrorText.Shape(right!)}");
            else if (!wanted)
                differences.Add($"'{name}' is unexpected, found {ErrorText.Shape(wrong!)}");
            else if (!Same(right!, wrong!))
                differences.Add($"'{name}' has the wrong shape, expected {ErrorText.Shape(right!)}, found {ErrorText.Shape(wrong!)}");
        }

        return differences;
    }

    /// <summary>
    /// Trailing dimensions of 1 do not count: a fully connected layer kept as a 1×1 convolution has the same weights, and so has one kept
    /// as a convolution of the whole map before it.
    /// </summary>
    internal static bool Same(ReadOnlySpan<long> expected, ReadOnlySpan<long> found) => expected.TrimEnd(1).SequenceEqual(found.TrimEnd(1))
        || (expected is [var rows, var columns] && found is [var filters, var channels, var height, var width]
            && rows == filters && channels > 0 && height > 0 && width > 0 && columns / channels / height == width
                && columns == channels * height * width);
}
