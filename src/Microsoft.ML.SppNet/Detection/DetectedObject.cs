namespace Microsoft.ML.SppNet.Detection;

/// <summary>An object that a detector has found.</summary>
/// <param name="ClassIndex">Its class, from 0.</param>
/// <param name="ClassName">The name of its class.</param>
/// <param name="Box">Where, in pixels of the original image.</param>
/// <param name="Score">w·x + b of the class's linear SVM: the higher, the surer; scores of different classes do not compare.</param>
public readonly record struct DetectedObject(int ClassIndex, string ClassName, ImageBox Box, float Score);
