namespace Microsoft.ML.SppNet.Protocols;

/// <summary>The VOC 2007 protocol's numbers (He et al., section 3.2).</summary>
public sealed class Voc2007Options
{
    /// <summary>The SVMs' cost; null chooses it per class by cross-validation on the training set.</summary>
    /// <value>The default is 1.</value>
    public double? Cost { get; init; } = 1;

    /// <summary>Is told of each class whose cost is chosen and of each that is trained, one at a time, on any thread.</summary>
    public IProgress<ProtocolProgress>? Progress { get; init; }

    /// <summary>Ends the run.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Check() => CostSelection.Check(Cost);
}
