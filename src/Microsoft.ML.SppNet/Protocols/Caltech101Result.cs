using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>The protocol's result: both accuracies that papers report, since the SPP-net paper does not say which it means.</summary>
/// <param name="Splits">Each split's result.</param>
public sealed record Caltech101Result(IReadOnlyList<Caltech101Split> Splits)
{
    /// <summary>Mean over splits of the mean over classes of the share recognised, 0 to 1.</summary>
    public double MeanPerClassAccuracy => Splits.Average(split => split.Confusion.MeanPerClassAccuracy);

    /// <summary>Mean over splits of the share of all test images recognised, 0 to 1.</summary>
    public double OverallAccuracy => Splits.Average(split => split.Confusion.OverallAccuracy);

    /// <summary>Sample standard deviation of the mean per-class accuracy over splits, 0 to 1; 0 for one split.</summary>
    public double StandardDeviation
    {
        get
        {
            double mean = MeanPerClassAccuracy;
            return Splits.Count < 2
                ? 0
                : Math.Sqrt(Splits.Sum(split => Math.Pow(split.Confusion.MeanPerClassAccuracy - mean, 2)) / (Splits.Count - 1));
        }
    }

    /// <summary>The confusions of all splits added up.</summary>
    public ConfusionCounts Confusion
    {
        get
        {
            var sum = new ConfusionCounts(Splits[0].Confusion.ClassNames);
            foreach (Caltech101Split split in Splits)
                sum.Add(split.Confusion);
            return sum;
        }
    }
}
