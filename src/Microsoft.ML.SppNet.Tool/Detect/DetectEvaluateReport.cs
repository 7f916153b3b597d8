using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One class's average precisions in percent; null where the test set has no object of it.</summary>
internal sealed record DetectionScores(double? ElevenPoint, double? Area);

/// <summary>Seconds per image, by stage.</summary>
internal sealed record DetectionSeconds(double Proposals, double Maps, double Pooling, double Scoring, double Total);

/// <summary>What <c>detect evaluate --json</c> tells; the names are a contract with scripts.</summary>
internal sealed class DetectEvaluateReport(Voc2007DetectionResult result)
{
    /// <summary>Mean over classes of the 2007 kit's average precision, percent.</summary>
    public double? MapElevenPoint => Percent.Of(result.MeanElevenPoint);

    /// <summary>Mean over classes of the later kits' average precision, percent.</summary>
    public double? MapArea => Percent.Of(result.MeanArea);

    /// <summary>Class by class.</summary>
    public IReadOnlyDictionary<string, DetectionScores> PerClass { get; } = result.Classes.ToDictionary(
        one => one.ClassName, one => new DetectionScores(Percent.Of(one.ElevenPoint), Percent.Of(one.Area)));

    /// <summary>Seconds per image, decoding left out.</summary>
    public DetectionSeconds SecondsPerImage { get; } = new(
        result.SecondsPerImage(DetectionStage.Proposals), result.SecondsPerImage(DetectionStage.Maps),
        result.SecondsPerImage(DetectionStage.Pooling), result.SecondsPerImage(DetectionStage.Scoring),
        result.Times.Total.TotalSeconds / result.Images);

    /// <summary>Images tested on.</summary>
    public int Images => result.Images;
}
