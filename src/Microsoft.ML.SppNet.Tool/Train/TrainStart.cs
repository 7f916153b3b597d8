using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What a training starts with, once files are open.</summary>
/// <param name="Architecture">The structure.</param>
/// <param name="Network">The network to start from; null for random weights.</param>
/// <param name="Preprocessing">What pixels go through.</param>
/// <param name="Seed">Seed of weights and augmentation.</param>
/// <param name="Teacher">The teacher; null for none.</param>
/// <param name="Device">Where it runs.</param>
/// <param name="Progress">Is told of epochs and steps.</param>
internal sealed record TrainStart(
    NetworkArchitecture Architecture, SppNetwork? Network, Preprocessing Preprocessing, int Seed, SppNetwork? Teacher, RunDevice Device,
    IProgress<TrainingProgress> Progress);
