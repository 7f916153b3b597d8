using System.Globalization;

namespace Microsoft.ML.SppNet.Data;

/// <summary>What one file of a VOC devkit's <c>Annotations</c> says.</summary>
internal sealed record VocAnnotation(int? Width, int? Height, IReadOnlyList<VocObject> Objects)
{
    /// <summary>Reads an annotation. Body parts within an object (VOC's person layout) are not objects and are left out.</summary>
    /// <param name="path">The XML file.</param>
    /// <param name="warn">Takes a sentence about each box that reaches over its image.</param>
    /// <exception cref="InvalidDataException">The XML is broken or says what cannot be; the message names file and line.</exception>
    internal static VocAnnotation Read(string path, Action<string>? warn)
    {
        XmlFields annotation = new(path, UntrustedXml.Load(path));
        if (annotation.Element.Name.LocalName != "annotation")
            throw annotation.Invalid($"expected the element 'annotation', found '{annotation.Element.Name.LocalName}'");

        XmlFields? size = annotation.Optional("size");
        int? width = size?.Required("width").PixelCount();
        int? height = size?.Required("height").PixelCount();
        return new VocAnnotation(width, height, [.. annotation.All("object").Select(fields => Object(fields, width, height, warn))]);
    }

    private static VocObject Object(XmlFields fields, int? width, int? height, Action<string>? warn)
    {
        XmlFields name = fields.Required("name");
        int classIndex = PascalVoc.IndexOf(name.Text);
        if (classIndex < 0)
            throw name.Invalid($"unknown class '{name.Text}', expected one of {string.Join(", ", PascalVoc.ClassNames)}");
        XmlFields bounds = fields.Required("bndbox");
        VocBox box = Box(bounds);
        if (box.XMin > width || box.YMin > height || box.XMax < 1 || box.YMax < 1)
            throw bounds.Invalid($"the box {Show(box)} lies outside its image of {width}×{height}");
        if (width is not null && height is not null && (box.XMin < 1 || box.YMin < 1 || box.XMax > width || box.YMax > height))
            warn?.Invoke(bounds.At($"the box {Show(box)} reaches over its image of {width}×{height}"));
        return new VocObject(
            classIndex,
            box,
            fields.Optional("difficult")?.Flag() ?? false,
            fields.Optional("truncated")?.Flag(),
            fields.Optional("pose")?.Text);
    }

    private static VocBox Box(XmlFields fields)
    {
        VocBox box = new(
            fields.Required("xmin").Coordinate(), fields.Required("ymin").Coordinate(),
            fields.Required("xmax").Coordinate(), fields.Required("ymax").Coordinate());
        return box.XMin <= box.XMax && box.YMin <= box.YMax
            ? box
            : throw fields.Invalid($"expected a box with xmin <= xmax and ymin <= ymax, found {Show(box)}");
    }

    private static string Show(VocBox box) =>
        string.Create(CultureInfo.InvariantCulture, $"({box.XMin}, {box.YMin}, {box.XMax}, {box.YMax})");
}
