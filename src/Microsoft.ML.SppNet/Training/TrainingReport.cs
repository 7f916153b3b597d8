namespace Microsoft.ML.SppNet.Training;

/// <summary>What came of a training.</summary>
/// <param name="Epochs">Each epoch's result, those before a resumption included.</param>
/// <param name="BestEpoch">The epoch whose weights were kept: that of the highest validation accuracy, the last where nothing was
/// validated; 0 where none ended.</param>
/// <param name="ImagesPerSecond">Training images through forward and backward pass per second, decoding included.</param>
/// <param name="Skipped">Images that could not be read.</param>
/// <param name="Cancelled">Whether it was ended before its time.</param>
public sealed record TrainingReport(IReadOnlyList<TrainingEpoch> Epochs, int BestEpoch, double ImagesPerSecond, int Skipped,
    bool Cancelled);
