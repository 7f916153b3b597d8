namespace Microsoft.ML.SppNet.Training;

/// <summary>The result of an epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Size">Side of its inputs in pixels.</param>
/// <param name="TrainLoss">Mean loss of its steps, each before the step was taken.</param>
/// <param name="ValidationLoss">Mean cross-entropy on the validation images; NaN where there are none.</param>
/// <param name="ValidationAccuracy">Share of the validation images recognised, 0 to 1; NaN where there are none.</param>
/// <param name="LearningRate">Of its last step.</param>
/// <param name="Seconds">Training and validation; after a resumption that of the last part.</param>
public sealed record TrainingEpoch(
    int Epoch, int Size, double TrainLoss, double ValidationLoss, double ValidationAccuracy, double LearningRate, double Seconds);
