using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>One class's result on PASCAL VOC 2007.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="ElevenPoint">Average precision as the 2007 devkit has it, 0 to 1; NaN where the test set has no positive.</param>
/// <param name="Area">Average precision as the later devkits have it, 0 to 1.</param>
/// <param name="Curve">Precision against recall.</param>
/// <param name="Cost">The SVM's cost, chosen or given.</param>
public sealed record Voc2007Class(string ClassName, double ElevenPoint, double Area, PrecisionRecallCurve Curve, double Cost);
