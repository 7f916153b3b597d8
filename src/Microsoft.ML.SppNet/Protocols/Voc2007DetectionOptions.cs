namespace Microsoft.ML.SppNet.Protocols;

/// <summary>How a detector is tested.</summary>
public sealed class Voc2007DetectionOptions
{
    /// <summary>Detections of a lower score are not made.</summary>
    /// <value>The default is −1.5, as in the code that the authors of SPP-net released.</value>
    public float MinimumScore { get; init; } = -1.5f;

    /// <summary>Is told of each image that is done.</summary>
    public IProgress<ProtocolProgress>? Progress { get; init; }

    /// <summary>Ends the run.</summary>
    public CancellationToken CancellationToken { get; init; }
}
