namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What a linear model says about a class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Score">w·x + b, before anything is made of it.</param>
/// <param name="Probability">The class's probability, 0 to 1; null where the model gives none.</param>
public sealed record ClassScore(string Class, double Score, double? Probability);
