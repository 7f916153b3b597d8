using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>One random split's result.</summary>
/// <param name="Confusion">What the test images of each class were taken for.</param>
/// <param name="Cost">The SVM's cost, chosen or given.</param>
public sealed record Caltech101Split(ConfusionCounts Confusion, double Cost);
