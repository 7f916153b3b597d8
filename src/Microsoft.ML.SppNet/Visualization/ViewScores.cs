using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Scores per class of views of an image: the network's own probabilities, or those of a function that reads its
/// features.</summary>
internal sealed class ViewScores
{
    private readonly Func<float[], IReadOnlyList<float>>? _function;
    private int? _classes;

    /// <param name="network">The network.</param>
    /// <param name="function">Scores of a vector; null for the network's logits.</param>
    /// <param name="column">What the function reads.</param>
    internal ViewScores(SppNetwork network, Func<float[], IReadOnlyList<float>>? function, SppFeatureColumn column)
    {
        _function = function;
        var pyramid = new SpatialPyramid(column.Levels);
        Wanted = function is not null ? [.. column.Taps.Select(tap => (tap, network.IsMap(tap) ? pyramid : null))]
            : network.Taps.Contains(HeadTable.LogitsTap) ? [(HeadTable.LogitsTap, null)] : [];
    }

    /// <summary>What a run must give for the scores; nothing where there are none.</summary>
    internal IReadOnlyList<(string Tap, SpatialPyramid? Pyramid)> Wanted { get; }

    /// <summary>The scores of one of a run's images.</summary>
    /// <param name="parts">What the run gave for <see cref="Wanted"/>.</param>
    /// <param name="image">The image.</param>
    internal float[] Of(ReadOnlySpan<NativeTensor> parts, int image)
    {
        var vector = new List<float>();
        foreach (NativeTensor part in parts)
            vector.AddRange(part.Row(image));
        if (_function is not null)
            return Given([.. vector]);
        float[] scores = [.. vector];
        if (scores.Length > 0)
        {
            // Their largest is taken off first: e to the power of a large one is infinite.
            TensorPrimitives.Subtract(scores, TensorPrimitives.Max<float>(scores), scores);
            TensorPrimitives.SoftMax<float>(scores, scores);
        }

        return scores;
    }

    /// <summary>The class that is watched: the one asked for, or the best.</summary>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    internal static int? Watched(int? asked, ReadOnlySpan<float> scores)
    {
        if (asked is { } one && (uint)one >= (uint)scores.Length)
        {
            throw new ArgumentException(
                scores.IsEmpty ? $"There are no classes, and so no class {one}: the network has no logits."
                    : $"There are the classes 0 to {scores.Length - 1}, and no class {one}.");
        }

        return asked ?? (scores.IsEmpty ? null : TensorPrimitives.IndexOfMax(scores));
    }

    /// <summary>What the function gives: for every view as many scores as for the first.</summary>
    private float[] Given(float[] vector)
    {
        IReadOnlyList<float> scores = _function!(vector)
            ?? throw new InvalidOperationException("The scoring function gave nothing for a view.");
        _classes ??= scores.Count;
        return scores.Count == _classes
            ? [.. scores]
            : throw new InvalidOperationException(
                $"The scoring function gave {_classes} scores for one view and {scores.Count} for another.");
    }
}
