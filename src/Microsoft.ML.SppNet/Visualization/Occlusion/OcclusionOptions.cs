namespace Microsoft.ML.SppNet.Visualization;

/// <summary>How a grey square is moved over an image, and what is looked at. The paper gives neither size nor stride.</summary>
public sealed class OcclusionOptions
{
    /// <summary>The square's side in pixels of the network's input.</summary>
    /// <value>The default is 50.</value>
    public int Square { get; init; } = 50;

    /// <summary>Pixels from one position to the next.</summary>
    /// <value>The default is 10.</value>
    public int Stride { get; init; } = 10;

    /// <summary>The square's brightness, 0 to 255.</summary>
    /// <value>The default is 128.</value>
    public byte Grey { get; init; } = 128;

    /// <summary>The tap whose map is watched.</summary>
    /// <value>The default is <c>spp</c>, the deepest convolution.</value>
    public string Tap { get; init; } = SppNetwork.SppTap;

    /// <summary>The map that is watched.</summary>
    /// <value>The default, null, is the strongest of the whole image: <see cref="ActivationTrace.StrongestMap"/>.</value>
    public int? Map { get; init; }

    /// <summary>The class that is watched.</summary>
    /// <value>The default, null, is the most probable of the whole image.</value>
    public int? Class { get; init; }

    /// <summary>Gives a score per class for the vector of <see cref="ScoreColumn"/>: a classifier of one's own instead of the network's
    /// logits. Called from one thread.</summary>
    /// <value>The default, null, takes the network's logits as probabilities (softmax); where it has none, only the map is watched.</value>
    public Func<float[], IReadOnlyList<float>>? Scores { get; init; }

    /// <summary>What <see cref="Scores"/> reads: taps, and the pyramid that pools those that are maps.</summary>
    /// <value>The default is the deepest convolution, pooled by the paper's pyramid.</value>
    public SppFeatureColumn ScoreColumn { get; init; } = new("Scores");

    /// <summary>The most positions in one run of the network; results do not depend on it.</summary>
    /// <value>The default, 0, takes what suits the processor.</value>
    public int BatchSize { get; init; }

    /// <summary>Hears how many positions are done.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the measurement.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <exception cref="ArgumentException">A value is out of range, or the square does not fit; the message says so.</exception>
    internal void Check(SppNetwork network, NetworkInput image)
    {
        if (Square < 1)
            throw new ArgumentException($"The square's side is a number of pixels from 1 on, not {Square}.");
        if (Stride < 1)
            throw new ArgumentException($"The stride is a number of pixels from 1 on, not {Stride}.");
        if (BatchSize < 0)
            throw new ArgumentException(
                $"BatchSize is a number of positions from 1 on, or 0 for what suits the processor, not {BatchSize}.");
        if (Square > image.Width || Square > image.Height)
            throw new ArgumentException(
                $"A square of {Square} pixels is larger than the image, which the network sees at {image.Width}×{image.Height}.");
        if (!network.IsMap(Tap))
            throw new ArgumentException($"'{Tap}' is a vector of the head, not a feature map.");
        if (Map is { } map)
            ActivationTrace.CheckMap(network, Tap, map);
    }
}
