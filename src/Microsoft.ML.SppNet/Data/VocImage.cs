namespace Microsoft.ML.SppNet.Data;

/// <summary>One image of a PASCAL VOC image set.</summary>
/// <param name="Id">Its name in the image set, without extension; text, so leading zeros stay.</param>
/// <param name="Path">What opens it.</param>
/// <param name="Width">Its annotated width in pixels; null without an annotation.</param>
/// <param name="Height">Its annotated height in pixels; null without an annotation.</param>
/// <param name="Labels">For each of <see cref="PascalVoc.ClassNames"/>: 1 an object of the class is there, −1 none is, 0 only difficult
/// ones are
/// (neither trained on nor counted in evaluation).</param>
/// <param name="Objects">Its objects in the annotation's order; empty without an annotation.</param>
public sealed record VocImage(
    string Id, string Path, int? Width, int? Height, IReadOnlyList<int> Labels, IReadOnlyList<VocObject> Objects)
{
    /// <summary>Where the set lists it, for messages.</summary>
    internal string Listed { get; init; } = "";

    /// <summary>Whether it has an annotation, which may say that there is no object.</summary>
    internal bool IsAnnotated { get; init; }
}
