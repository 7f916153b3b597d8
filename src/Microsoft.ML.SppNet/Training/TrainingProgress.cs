namespace Microsoft.ML.SppNet.Training;

/// <summary>How far a training has come.</summary>
/// <param name="Epoch">The epoch at hand, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="ImagesDone">Images of this epoch that are done.</param>
/// <param name="Images">Images of an epoch.</param>
/// <param name="Loss">Mean loss over this epoch's images so far; NaN before the first.</param>
/// <param name="Finished">The epoch's result where it has just ended; null in between.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, int ImagesDone, int Images, double Loss, TrainingEpoch? Finished);
