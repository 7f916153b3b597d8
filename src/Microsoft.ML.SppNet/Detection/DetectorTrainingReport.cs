namespace Microsoft.ML.SppNet.Detection;

/// <summary>How a detector's training went.</summary>
/// <param name="Classes">How the SVM of each class ended.</param>
/// <param name="Windows">Windows of all images.</param>
/// <param name="SecondsProposals">Time that proposing them took.</param>
/// <param name="SecondsMaps">Time that reading the images and the convolutions took.</param>
/// <param name="SecondsTrain">Time of all the rest.</param>
public sealed record DetectorTrainingReport(
    IReadOnlyList<DetectorClassReport> Classes, long Windows, double SecondsProposals, double SecondsMaps, double SecondsTrain);
