namespace Microsoft.ML.SppNet;

/// <summary>One image of a <see cref="ClassFolder"/>.</summary>
/// <param name="Name">Its path relative to the data set's root, with <c>/</c> between folders; begins with the class. Of a list the path as
/// it has it.</param>
/// <param name="Path">What opens it.</param>
/// <param name="ClassIndex">Its class: an index into <see cref="ClassFolder.Classes"/>.</param>
public sealed record LabeledImage(string Name, string Path, int ClassIndex);
