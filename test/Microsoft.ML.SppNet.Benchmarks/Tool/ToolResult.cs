namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>What the tool took.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Cold">Seconds of the whole process for one image.</param>
/// <param name="ColdModel">Seconds of a process that loads a saved model and predicts one image.</param>
/// <param name="Wall">Seconds of the whole process for all images.</param>
internal sealed record ToolResult(string Architecture, Times Cold, Times ColdModel, double Wall)
{
    internal required int Images { get; init; }

    /// <summary>From the first image read to the last row written, as the tool says.</summary>
    internal required double Seconds { get; init; }

    /// <summary>Of these, in the network and its pooling.</summary>
    internal required double NetworkSeconds { get; init; }

    internal required long PeakBytes { get; init; }
}
