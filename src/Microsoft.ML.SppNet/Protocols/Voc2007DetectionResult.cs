using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>What a detector found in a test set.</summary>
/// <param name="Classes">Each class's result.</param>
/// <param name="Images">Images of the set.</param>
/// <param name="Times">Time of all images, by stage.</param>
public sealed record Voc2007DetectionResult(IReadOnlyList<Voc2007DetectionClass> Classes, int Images, DetectionTimes Times)
{
    /// <summary>Mean over the classes that have objects of the 11-point average precision, 0 to 1; NaN where none has.</summary>
    public double MeanElevenPoint => Mean(result => result.ElevenPoint);

    /// <summary>Mean over the classes that have objects of the area version, 0 to 1; NaN where none has.</summary>
    public double MeanArea => Mean(result => result.Area);

    /// <summary>Seconds that a stage took for an image on average.</summary>
    public double SecondsPerImage(DetectionStage stage) => Times[stage].TotalSeconds / Images;

    private double Mean(Func<Voc2007DetectionClass, double> value) =>
        Classes.Select(value).Where(precision => !double.IsNaN(precision)).DefaultIfEmpty(double.NaN).Average();
}
