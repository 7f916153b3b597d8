namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What is compared, and against which class.</summary>
public sealed class InvarianceOptions
{
    /// <summary>The taps whose features are compared: a whole feature map as one vector, <c>spp</c> pooled by the paper's pyramid, vectors
    /// of the head as they are.</summary>
    /// <value>The default is <c>spp</c>. The paper takes the first and the last layer but one.</value>
    public IReadOnlyList<string> Taps { get; init => field = [.. value]; } = [SppNetwork.SppTap];

    /// <summary>The image's class.</summary>
    /// <value>The default, null, is the most probable class of the unchanged image.</value>
    public int? Class { get; init; }

    /// <summary>As <see cref="OcclusionOptions.Scores"/>.</summary>
    public Func<float[], IReadOnlyList<float>>? Scores { get; init; }

    /// <summary>As <see cref="OcclusionOptions.ScoreColumn"/>.</summary>
    public SppFeatureColumn ScoreColumn { get; init; } = new("Scores");

    /// <summary>Brightness of what is moved in from outside the image, 0 to 255.</summary>
    /// <value>The default is 128.</value>
    public byte Grey { get; init; } = 128;

    /// <summary>Ends the measurement.</summary>
    public CancellationToken Cancellation { get; init; }
}
