namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>classify caltech101 --json</c> tells; the names are a contract with scripts.</summary>
internal sealed class Caltech101Report(Caltech101Scores scores, ExtractedFeatures features, double secondsTrain)
{
    /// <summary>Mean over splits of the mean over classes, percent.</summary>
    public double? MeanPerClassAccuracy => scores.MeanPerClassAccuracy;

    /// <summary>Mean over splits of the share of all test images, percent.</summary>
    public double? OverallAccuracy => scores.OverallAccuracy;

    /// <summary>Of the mean per-class accuracy over splits, percent.</summary>
    public double? StandardDeviation => scores.StandardDeviation;

    /// <summary>Each split's result.</summary>
    public IReadOnlyList<SplitScores> Splits => scores.Splits;

    /// <summary>The number of classes.</summary>
    public int Classes => scores.PerClass.Count;

    /// <summary>Class by class the share recognised, percent.</summary>
    public IReadOnlyDictionary<string, double?> PerClass => scores.PerClass;

    /// <summary>Rows of features.</summary>
    public int Images => features.Matrices[0].Rows;

    /// <summary>Different images that the cache had.</summary>
    public int FromCache => features.FromCache;

    /// <summary>Length of a feature vector.</summary>
    public int Dimensions => features.Matrices[0].Columns;

    /// <summary>Seconds for the features.</summary>
    public double SecondsExtract => features.Seconds;

    /// <summary>Seconds for training and testing, all splits.</summary>
    public double SecondsTrain => secondsTrain;
}
