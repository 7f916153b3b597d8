namespace Microsoft.ML.SppNet.Training;

/// <summary>A trained network and what came of its training.</summary>
/// <param name="Network">The network of the best epoch; the caller disposes it.</param>
/// <param name="Report">Losses, accuracies, times.</param>
public sealed record SppNetTrainingResult(SppNetwork Network, TrainingReport Report);
