namespace Microsoft.ML.SppNet.Data;

/// <summary>One annotated object of a PASCAL VOC image.</summary>
/// <param name="ClassIndex">Its class: an index into <see cref="PascalVoc.ClassNames"/>.</param>
/// <param name="Box">Where it is, as annotated.</param>
/// <param name="Difficult">Whether evaluation leaves it out; false where the annotation does not say.</param>
/// <param name="Truncated">Whether the box does not hold the whole object; null where the annotation does not say.</param>
/// <param name="Pose">"Left", "Right", "Frontal", "Rear" or "Unspecified"; null where the annotation does not say.</param>
public sealed record VocObject(int ClassIndex, VocBox Box, bool Difficult, bool? Truncated, string? Pose);
