using System.Text;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Holds a file's tensors against those that a network needs.</summary>
internal static class WeightShapes
{
    /// <summary>Does nothing where all match; otherwise one error lists every difference.</summary>
    /// <remarks>Trailing dimensions of 1 do not count: a fully connected layer kept as a 1×1 convolution has the same weights.</remarks>
    /// <param name="file">The file's name, for the error.</param>
    /// <param name="expected">Shapes by name as the network has them.</param>
    /// <param name="found">Shapes by name as the file has them.</param>
    /// <exception cref="InvalidDataException">
    /// Tensors are missing, unexpected or of the wrong shape; the message lists them all by name.
    /// </exception>
    internal static void Check(string file, IReadOnlyDictionary<string, long[]> expected, IReadOnlyDictionary<string, long[]> found)
    {
        var differences = new StringBuilder();
        foreach (string name in expected.Keys.Union(found.Keys).Order(StringComparer.Ordinal))
        {
            bool wanted = expected.TryGetValue(name, out long[]? right);
            bool there = found.TryGetValue(name, out long[]? wrong);
            if (!there)
                differences.Append($"\n  '{name}' is missing, expected {ErrorText.Shape(right!)}");
            else if (!wanted)
                differences.Append($"\n  '{name}' is unexpected, found {ErrorText.Shape(wrong!)}");
            else if (!Core(right!).SequenceEqual(Core(wrong!)))
                differences.Append(
                    $"\n  '{name}' has the wrong shape, expected {ErrorText.Shape(right!)}, found {ErrorText.Shape(wrong!)}");
        }
        if (differences.Length > 0)
            throw new InvalidDataException($"The tensors of '{file}' do not fit the network:{differences}");
    }

    private static ReadOnlySpan<long> Core(ReadOnlySpan<long> shape) => shape.TrimEnd(1);
}
