namespace Microsoft.ML.SppNet.Tool;

/// <summary>One tap by itself.</summary>
internal sealed record TapAnalysis(string Tap, int Dimensions, Caltech101Scores Svm, Caltech101Scores Softmax)
{
    /// <summary>Seconds for training and testing of both.</summary>
    internal double SecondsTrain { get; init; }
}

/// <summary>What <c>classify caltech101 --per-tap --json</c> tells; the names are a contract with scripts.</summary>
internal sealed class TapsReport(IReadOnlyList<TapAnalysis> taps, int classes, ExtractedFeatures features)
{
    /// <summary>In the order asked for.</summary>
    public IReadOnlyList<TapAnalysis> Taps => taps;

    /// <summary>The number of classes.</summary>
    public int Classes => classes;

    /// <summary>Rows of features.</summary>
    public int Images => features.Matrices[0].Rows;

    /// <summary>Different images that the cache had.</summary>
    public int FromCache => features.FromCache;

    /// <summary>Seconds for the features of all taps.</summary>
    public double SecondsExtract => features.Seconds;

    /// <summary>Seconds for training and testing, all taps and splits.</summary>
    public double SecondsTrain => taps.Sum(tap => tap.SecondsTrain);
}
