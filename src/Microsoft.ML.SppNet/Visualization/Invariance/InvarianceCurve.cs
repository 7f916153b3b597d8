using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What a change does to an image's features, against how large it is (Zeiler and Fergus 2014, section 4.1, figure 5).</summary>
/// <param name="Change">The change.</param>
/// <param name="Points">One for each amount, in the order asked for.</param>
/// <param name="Class">The class whose score the points have; null where there are no scores.</param>
public sealed record InvarianceCurve(ImageChange Change, IReadOnlyList<InvariancePoint> Points, int? Class)
{
    /// <summary>Measures the curve of one image.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="image">The image.</param>
    /// <param name="change">How it is changed.</param>
    /// <param name="amounts">Pixels, factors or degrees.</param>
    /// <param name="options">What is compared; null for the defaults.</param>
    /// <exception cref="ArgumentException">An amount is no such amount, the network lacks a tap or class, or there is no such
    /// change.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static InvarianceCurve Measure(
        SppNetwork network, NetworkInput image, ImageChange change, IReadOnlyList<double> amounts, InvarianceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(amounts);
        options ??= new InvarianceOptions();
        Choices.Defined(change);
        foreach (double amount in amounts)
        {
            if (!double.IsFinite(amount) || (change == ImageChange.Scale && amount <= 0))
                throw new ArgumentException($"{amount} is no {(change == ImageChange.Scale ? "factor above 0" : "finite number")}.",
                    nameof(amounts));
        }

        if (options.Taps.Count == 0)
            throw new ArgumentException("At least one tap must be compared.", nameof(options));
        var scores = new ViewScores(network, options.Scores, options.ScoreColumn);
        float[] grey = image.Grey(options.Grey);
        (float[][] unchanged, float[] own) = Look(network, image, options.Taps, scores);
        int? watched = ViewScores.Watched(options.Class, own);
        var points = new List<InvariancePoint>();
        foreach (double amount in amounts)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            var pixels = new float[image.Height * image.Width * ImageTensorWriter.Channels];
            ChangedImage.Write(image, change, amount, grey, pixels);
            (float[][] vectors, float[] found) = Look(network, image.With(pixels), options.Taps, scores);
            points.Add(new(
                amount, [.. vectors.Zip(unchanged, (one, other) => TensorPrimitives.Distance<float>(one, other))],
                watched is { } index ? found[index] : float.NaN));
        }

        return new(change, points, watched);
    }

    private static (float[][] Vectors, float[] Scores) Look(SppNetwork network, NetworkInput image, IReadOnlyList<string> taps,
        ViewScores scores)
    {
        using TapVectors vectors = TapVectors.Of(network, image, taps, scores.Wanted);
        return ([.. taps.Select((_, index) => vectors.At(index))], scores.Of(vectors.Others, 0));
    }
}

/// <summary>A point of the curves.</summary>
/// <param name="Amount">Pixels, factor or degrees.</param>
/// <param name="Distances">For each tap the Euclidean distance of its features to those of the unchanged image.</param>
/// <param name="Score">Probability or score of the class; NaN where there are no scores.</param>
public sealed record InvariancePoint(double Amount, IReadOnlyList<float> Distances, float Score);
