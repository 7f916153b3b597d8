using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Microsoft.ML.SppNet.Data;

/// <summary>What one file of a VOC devkit's <c>Annotations</c> says.</summary>
/// <remarks>The file is not trusted: no DTD, no entity, nothing outside it, and upper limits of length and depth.</remarks>
internal sealed record VocAnnotation(int? Width, int? Height, IReadOnlyList<VocObject> Objects)
{
    /// <summary>A hundred times the longest of VOC 2007.</summary>
    private const long MaxCharacters = 1 << 20;

    /// <summary>Text within a coordinate within a box within a body part within an object is at depth 5.</summary>
    private const int MaxDepth = 16;

    /// <summary>Reads an annotation. Body parts within an object (VOC's person layout) are not objects and are left out.</summary>
    /// <param name="path">The XML file.</param>
    /// <param name="warn">Takes a sentence about each box that reaches over its image.</param>
    /// <exception cref="InvalidDataException">The XML is broken or says what cannot be; the message names file and line.</exception>
    internal static VocAnnotation Read(string path, Action<string>? warn)
    {
        XmlFields annotation = new(path, Load(path));
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

    private static XElement Load(string path)
    {
        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        using FileStream stream = File.OpenRead(path);
        using (XmlReader reader = XmlReader.Create(stream, settings))
            CheckThrough(path, reader);
        stream.Position = 0;
        using XmlReader checkedReader = XmlReader.Create(stream, settings);
        return XElement.Load(checkedReader, LoadOptions.SetLineInfo);
    }

    /// <summary>Reads to the end once before a tree is built: .NET takes a time that grows with the square of the depth for that.</summary>
    private static void CheckThrough(string path, XmlReader reader)
    {
        IXmlLineInfo place = (IXmlLineInfo)reader;
        try
        {
            while (reader.Read())
            {
                if (reader.Depth > MaxDepth)
                    throw new InvalidDataException($"'{path}', line {place.LineNumber}: elements are nested deeper than {MaxDepth}");
            }
        }
        catch (XmlException e)
        {
            // Some XmlExceptions know no line.
            int line = Math.Max(1, Math.Max(e.LineNumber, place.LineNumber));
            throw new InvalidDataException($"'{path}', line {line}: broken XML: {e.Message}", e);
        }
    }
}
