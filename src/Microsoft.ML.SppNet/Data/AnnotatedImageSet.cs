namespace Microsoft.ML.SppNet.Data;

/// <summary>Images with boxes around their objects: what a detector is trained on, and tested against.</summary>
/// <param name="ClassNames">The classes.</param>
/// <param name="Images">The images.</param>
public sealed record AnnotatedImageSet(IReadOnlyList<string> ClassNames, IReadOnlyList<AnnotatedImage> Images)
{
    /// <summary>The images of a PASCAL VOC set.</summary>
    /// <exception cref="InvalidDataException">An image has no annotation; the message names where it is listed.</exception>
    public static AnnotatedImageSet From(PascalVoc set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new AnnotatedImageSet(PascalVoc.ClassNames, [.. set.Images.Select(Image)]);
    }

    /// <summary>Reads boxes from comma-separated text.</summary>
    /// <param name="path">
    /// A file with the header <c>image,class,x0,y0,x1,y1</c> or <c>image,class,x0,y0,x1,y1,difficult</c> and a row per object: boxes in
    /// pixels of the image from 0, x1 and y1 outside; difficult 0 or 1. A row with only an image says that it has no object.
    /// </param>
    /// <param name="imageFolder">The folder of the images; null for that of the file.</param>
    /// <returns>The set; its classes are in ordinal order.</returns>
    /// <exception cref="IOException">The file cannot be read, or an image is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">A line is broken; the message names it.</exception>
    public static AnnotatedImageSet ReadCsv(string path, string? imageFolder = null) => BoxList.Read(path, imageFolder);

    /// <summary>Reads boxes from a file of COCO's object annotations.</summary>
    /// <param name="path">
    /// JSON with <c>images</c> (<c>id</c>, <c>file_name</c>), <c>categories</c> (<c>id</c>, <c>name</c>) and <c>annotations</c>
    /// (<c>image_id</c>, <c>category_id</c>, <c>bbox</c>: x, y, width, height in pixels from 0). Crowds count as difficult.
    /// </param>
    /// <param name="imageFolder">The folder of the images; null for that of the file.</param>
    /// <returns>The set; its classes are in the order of their ids.</returns>
    /// <exception cref="IOException">The file cannot be read, or an image is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">The JSON is broken, or an annotation cannot be; the message names line or
    /// annotation.</exception>
    public static AnnotatedImageSet ReadCoco(string path, string? imageFolder = null) => CocoReader.Read(path, imageFolder);

    private static AnnotatedImage Image(VocImage image) => image.IsAnnotated
        ? new(image.Id, image.Path,
            [.. image.Objects.Select(one => new AnnotatedObject(one.ClassIndex, one.Box.ToImageBox(), one.Difficult))])
        : throw new InvalidDataException($"{image.Listed}: image {image.Id} has no annotation, so nobody knows what there is to detect");
}
