namespace Microsoft.ML.SppNet.Detection;

/// <summary>An object of an image that a detector is trained on.</summary>
/// <param name="ClassIndex">Its class, from 0.</param>
/// <param name="Box">Where, in pixels of the image; what lies outside the image is cut off.</param>
/// <param name="Difficult">Whether it is no example of its class.</param>
public readonly record struct DetectionObject(int ClassIndex, ImageBox Box, bool Difficult = false);
