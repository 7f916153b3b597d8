namespace Microsoft.ML.SppNet.Training;

/// <summary>A teacher: the network learns to give, from a crop, what the teacher gives for the whole image (Hinton, Vinyals, Dean
/// 2015).</summary>
/// <param name="Teacher">The trained network; it stays the caller's.</param>
public sealed record Distillation(SppNetwork Teacher)
{
    /// <summary>The teacher's tap: <c>logits</c> are matched as probabilities at <see cref="Temperature"/>, any other by the cosine of the
    /// angle between both vectors.</summary>
    /// <value>The default is <c>logits</c>.</value>
    public string Tap { get; init; } = "logits";

    /// <summary>Pyramid levels over the teacher's tap where that is a feature map.</summary>
    /// <value>The default is 1, the maximum over the map.</value>
    public IReadOnlyList<int> Levels { get; init => field = [.. value]; } = [1];

    /// <summary>Shorter side at which the teacher sees the image.</summary>
    /// <value>The default is 224.</value>
    public int Size { get; init; } = 224;

    /// <summary>What logits of both are divided by before they become probabilities.</summary>
    /// <value>The default is 2.</value>
    public double Temperature { get; init; } = 2;

    /// <summary>The teacher's share of the loss, from 0 to 1; the labels have the rest.</summary>
    /// <value>The default is 0.5.</value>
    public double Weight { get; init; } = 0.5;

    /// <summary>Where the teacher's vectors are kept, as in <see cref="ImageSetFeatures"/>.</summary>
    /// <value>The default, null, keeps them in memory alone.</value>
    public string? CacheFolder { get; init; }
}
