namespace Microsoft.ML.SppNet.Detection;

/// <summary>What came of a detector's training.</summary>
/// <param name="Detector">The detector; the caller disposes it.</param>
/// <param name="Report">How it went.</param>
public sealed record SppDetectorTrainingResult(SppDetector Detector, DetectorTrainingReport Report);
