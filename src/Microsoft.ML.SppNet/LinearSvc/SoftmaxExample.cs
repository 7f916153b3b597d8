namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>A row that was held out: what a model of other rows made of it.</summary>
/// <param name="Scores">The score of each class that the model knew, finite.</param>
/// <param name="Label">Which of them is the row's class.</param>
/// <param name="Weight">How often it counts; positive.</param>
internal readonly record struct SoftmaxExample(float[] Scores, int Label, float Weight);
