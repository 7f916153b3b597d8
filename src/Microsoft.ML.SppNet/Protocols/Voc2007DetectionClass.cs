using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>One class's result in the detection of objects.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="ElevenPoint">Average precision as the 2007 devkit has it, 0 to 1; NaN where the test set has no object of it.</param>
/// <param name="Area">Average precision as the later devkits have it, 0 to 1.</param>
/// <param name="Curve">Precision against recall.</param>
public sealed record Voc2007DetectionClass(string ClassName, double ElevenPoint, double Area, PrecisionRecallCurve Curve);
