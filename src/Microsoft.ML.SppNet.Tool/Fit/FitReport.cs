namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>fit --json</c> tells; the names are a contract with scripts.</summary>
/// <param name="Classes">The number of classes.</param>
/// <param name="Train">Images trained on.</param>
/// <param name="Test">Images tested on.</param>
/// <param name="Accuracy">The share of the test images recognised, percent; null without any.</param>
/// <param name="MeanPerClassAccuracy">The mean over classes of that share, percent.</param>
/// <param name="Cost">The SVM's cost.</param>
/// <param name="SecondsExtract">Seconds for the features.</param>
/// <param name="SecondsTrain">Seconds for training and testing.</param>
internal sealed record FitReport(
    int Classes, int Train, int Test, double? Accuracy, double? MeanPerClassAccuracy, double Cost, double SecondsExtract,
    double SecondsTrain)
{
    /// <summary>The expected calibration error of the test images' probabilities, percent.</summary>
    public required double? CalibrationError { get; init; }

    /// <summary>Images left out because they could not be read.</summary>
    public required int Skipped { get; init; }
}
