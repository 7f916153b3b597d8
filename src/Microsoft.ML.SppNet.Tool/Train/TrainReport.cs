using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The result of <c>sppnet train</c> for programs.</summary>
internal sealed record TrainReport(IReadOnlyList<TrainingEpoch> Epochs, int BestEpoch, double ImagesPerSecond, int Skipped);
