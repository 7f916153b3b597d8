namespace Microsoft.ML.SppNet.Data;

/// <summary>An object of an image: what a detector is trained on, and tested against.</summary>
/// <param name="ClassIndex">Its class, from 0.</param>
/// <param name="Box">Where, in pixels of the image; what lies outside the image is cut off.</param>
/// <param name="Difficult">Whether it is no example of its class, nor missed where it is not found.</param>
public readonly record struct AnnotatedObject(int ClassIndex, ImageBox Box, bool Difficult = false);
