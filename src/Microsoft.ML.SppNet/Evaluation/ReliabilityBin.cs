namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>The answers whose confidence lies in one interval.</summary>
/// <param name="Lower">The interval's lower end, not part of it, except 0 in the first.</param>
/// <param name="Upper">The interval's upper end, part of it.</param>
/// <param name="Count">The number of answers.</param>
/// <param name="MeanConfidence">Their mean confidence, 0 to 1; NaN where there is none.</param>
/// <param name="Accuracy">The share of them that is correct, 0 to 1; NaN where there is none.</param>
public sealed record ReliabilityBin(double Lower, double Upper, int Count, double MeanConfidence, double Accuracy);
