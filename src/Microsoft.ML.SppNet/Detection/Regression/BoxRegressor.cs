using System.Numerics.Tensors;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Moves a detection's window towards the object, by what its features say (R-CNN, appendix C).</summary>
/// <param name="Weights">For each of the four shifts float32[features].</param>
/// <param name="Biases">For each of the four shifts its bias.</param>
internal sealed record BoxRegressor(float[][] Weights, float[] Biases)
{
    /// <summary>Learns from windows and the objects that they should become.</summary>
    /// <param name="features">A row per window, at least one.</param>
    /// <param name="factor">What the features are multiplied by before the penalty counts.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="objects">For each window its object.</param>
    /// <param name="penalty">The penalty λ.</param>
    /// <param name="parallel">How many threads take part; they change nothing.</param>
    internal static BoxRegressor Train(
        FeatureMatrix features, double factor, IReadOnlyList<ImageBox> windows, IReadOnlyList<ImageBox> objects, double penalty,
        ParallelOptions parallel)
    {
        BoxShift[] shifts = [.. windows.Zip(objects, BoxShift.Between)];
        var whitening = new TargetWhitening(shifts);
        double[][] rows = [.. shifts.Select(whitening.Whiten)];
        double[][] targets = [.. Enumerable.Range(0, BoxShift.Count).Select(index => rows.Select(row => row[index]).ToArray())];
        (float[][] weights, double[] biases) = RidgeRegression.Solve(features, factor, targets, penalty, parallel);
        (float[][] restored, float[] shifted) = whitening.Restore(weights, biases);
        return new BoxRegressor(restored, shifted);
    }

    /// <summary>The window moved, and cut at the image's edges; the window as it was where nothing would be left of it.</summary>
    internal ImageBox Apply(ReadOnlySpan<float> features, ImageBox window, ImageBox image)
    {
        Span<double> shift = stackalloc double[BoxShift.Count];
        for (int index = 0; index < shift.Length; index++)
            shift[index] = TensorPrimitives.Dot(Weights[index], features) + Biases[index];
        ImageBox moved = BoxShift.From(shift).Apply(window).Intersect(image);
        return moved.Area > 0 ? moved : window;
    }
}
