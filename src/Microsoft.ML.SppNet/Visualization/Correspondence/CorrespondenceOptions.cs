namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What is compared, and how many random parts stand against the real ones.</summary>
public sealed class CorrespondenceOptions
{
    /// <summary>The taps, as <see cref="InvarianceOptions.Taps"/>.</summary>
    /// <value>The default is <c>spp</c>.</value>
    public IReadOnlyList<string> Taps { get; init => field = [.. value]; } = [SppNetwork.SppTap];

    /// <summary>How often a random part is drawn in all images; 0 leaves them out.</summary>
    /// <value>The default is 10.</value>
    public int RandomParts { get; init; } = 10;

    /// <summary>Seed of the places: the same on every machine.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Brightness of what hides a part, 0 to 255.</summary>
    /// <value>The default is 128.</value>
    public byte Grey { get; init; } = 128;

    /// <summary>Ends the measurement.</summary>
    public CancellationToken Cancellation { get; init; }
}
