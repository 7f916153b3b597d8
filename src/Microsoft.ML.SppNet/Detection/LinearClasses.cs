using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The linear SVMs of all classes, which score windows together.</summary>
internal sealed class LinearClasses : IDisposable
{
    /// <summary>The bias of a class that nothing was learnt of.</summary>
    internal const float Untrained = float.MinValue;

    internal LinearClasses(int classes, int length)
    {
        (Weights, Biases) = (NativeTensor.Zeros(classes, length), NativeTensor.Zeros(classes));
        Biases.Floats().Fill(Untrained);
        Thresholds = new float[classes];
    }

    internal int Count => (int)Biases.Count;

    /// <summary>Classes × features.</summary>
    internal NativeTensor Weights { get; }

    internal NativeTensor Biases { get; }

    /// <summary>For each class the score where its detections begin when nobody says it.</summary>
    internal float[] Thresholds { get; }

    internal bool IsTrained(int classIndex) => Biases.Floats()[classIndex] != Untrained;

    internal void Set(int classIndex, ReadOnlySpan<float> weights, float bias)
    {
        weights.CopyTo(Weights.Row(classIndex));
        Biases.Floats()[classIndex] = bias;
    }

    /// <summary>The scores of vectors for one class.</summary>
    internal float[] Score(int classIndex, FeatureMatrix vectors)
    {
        float[] scores = new float[vectors.Rows];
        for (int row = 0; row < scores.Length; row++)
            scores[row] = TensorPrimitives.Dot<float>(Weights.Row(classIndex), vectors[row]) + Biases.Floats()[classIndex];
        return scores;
    }

    /// <summary>Scores windows of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="windows">Its windows.</param>
    /// <param name="times">What pooling and scoring took is added to it.</param>
    /// <returns>Windows × classes, row-major.</returns>
    internal float[] Score(IImageWindows image, IReadOnlyList<ImageBox> windows, DetectionTimes times)
    {
        float[] scores = new float[windows.Count * Count];
        using NativeTensor block = new(windows.Count, Count);
        long since = Stopwatch.GetTimestamp();
        image.ForEachBlock(windows, (indices, rows) =>
        {
            times.Add(DetectionStage.Pooling, ref since);
            Score(rows, indices.Length, block);
            for (int index = 0; index < indices.Length; index++)
                block.Row(index).CopyTo(scores.AsSpan(indices[index] * Count));
            times.Add(DetectionStage.Scoring, ref since);
        });
        return scores;
    }

    public void Dispose()
    {
        Weights.Dispose();
        Biases.Dispose();
    }

    /// <summary>Row by row the same sums, however many rows there are.</summary>
    private unsafe void Score(NativeTensor rows, int count, NativeTensor scores)
    {
        if (TileKernel.IsSupported)
        {
            PhaseScheduler.Run([new FullyConnected(rows.Pointer, count, Weights, Biases, scores.Pointer, relu: false)],
                ComputeThreads.Count);
            return;
        }

        Parallel.For(0, count, row =>
        {
            for (int classIndex = 0; classIndex < Count; classIndex++)
                scores.Row(row)[classIndex] =
                    TensorPrimitives.Dot<float>(rows.Row(row), Weights.Row(classIndex)) + Biases.Floats()[classIndex];
        });
    }
}
