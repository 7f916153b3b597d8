namespace Microsoft.ML.SppNet.Protocols;

/// <summary>The Caltech-101 protocol's numbers (He et al., section 3.3).</summary>
public sealed class Caltech101Options
{
    /// <summary>Training images per class.</summary>
    /// <value>The default is 30.</value>
    public int TrainPerClass { get; init; } = 30;

    /// <summary>The most test images per class.</summary>
    /// <value>The default is 50.</value>
    public int TestPerClass { get; init; } = 50;

    /// <summary>Random splits that results are averaged over.</summary>
    /// <value>The default is 10.</value>
    public int Splits { get; init; } = 10;

    /// <summary>Seed of the first split; the next ones count up from it.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>The SVM's cost; null chooses it by cross-validation on the training part of each split.</summary>
    /// <value>The default is 1.</value>
    public double? Cost { get; init; } = 1;

    /// <summary>Is told whenever a split is done.</summary>
    public IProgress<ProtocolProgress>? Progress { get; init; }

    /// <summary>Ends the run.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Check()
    {
        if (Cost is null && TrainPerClass < 2)
            throw new ArgumentException("Choosing the cost by cross-validation needs at least 2 training images per class.", nameof(TrainPerClass));
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainPerClass, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TestPerClass, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Splits, 1);
        CostSelection.Check(Cost);
    }
}
