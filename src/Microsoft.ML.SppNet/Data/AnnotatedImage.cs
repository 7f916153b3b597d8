namespace Microsoft.ML.SppNet.Data;

/// <summary>An image file with all its objects.</summary>
/// <param name="Name">How the data set calls it.</param>
/// <param name="Path">What opens it.</param>
/// <param name="Objects">Its objects; none is fine.</param>
public sealed record AnnotatedImage(string Name, string Path, IReadOnlyList<AnnotatedObject> Objects);
