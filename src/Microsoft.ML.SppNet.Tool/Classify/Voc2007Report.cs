using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One class's average precisions in percent; null where the test set has no positive.</summary>
internal sealed record VocClassScores(double? ElevenPoint, double? Area, double Cost);

/// <summary>What <c>classify voc2007 --json</c> tells; the names are a contract with scripts.</summary>
internal sealed class Voc2007Report(Voc2007Result result, int trainImages, int testImages, ExtractedFeatures features, double secondsTrain)
{
    /// <summary>Mean over classes of the 2007 kit's average precision, percent.</summary>
    public double? MapElevenPoint => Percent.Of(result.MeanElevenPoint);

    /// <summary>Mean over classes of the later kits' average precision, percent.</summary>
    public double? MapArea => Percent.Of(result.MeanArea);

    /// <summary>Class by class.</summary>
    public IReadOnlyDictionary<string, VocClassScores> PerClass { get; } = result.Classes.ToDictionary(
        one => one.ClassName, one => new VocClassScores(Percent.Of(one.ElevenPoint), Percent.Of(one.Area), one.Cost));

    /// <summary>Images trained on.</summary>
    public int TrainImages => trainImages;

    /// <summary>Images tested on.</summary>
    public int TestImages => testImages;

    /// <summary>Different images that the cache had.</summary>
    public int FromCache => features.FromCache;

    /// <summary>Length of a feature vector.</summary>
    public int Dimensions => features.Matrices[0].Columns;

    /// <summary>Seconds for the features.</summary>
    public double SecondsExtract => features.Seconds;

    /// <summary>Seconds for training and testing.</summary>
    public double SecondsTrain => secondsTrain;
}
