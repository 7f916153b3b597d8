using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Microsoft.ML.SppNet.Data;

/// <summary>An XML element whose fields are read by name, with errors that name file and line.</summary>
internal sealed record XmlFields(string Path, XElement Element)
{
    internal string Text => Element.Value.Trim();

    internal IEnumerable<XmlFields> All(string name) => Element.Elements(name).Select(child => new XmlFields(Path, child));

    internal XmlFields? Optional(string name) => All(name).FirstOrDefault();

    internal XmlFields Required(string name) =>
        Optional(name) ?? throw Invalid($"expected an element '{name}' in '{Element.Name.LocalName}', found none");

    internal bool Flag() => Text switch
    {
        "1" => true,
        "0" => false,
        _ => throw Unexpected("0 or 1"),
    };

    internal int PixelCount() =>
        int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw Unexpected("a number of pixels");

    internal float Coordinate() =>
        float.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw Unexpected("a pixel coordinate");

    /// <summary>A sentence about this element, with file and line before it.</summary>
    internal string At(string message) => $"'{Path}', line {((IXmlLineInfo)Element).LineNumber}: {message}";

    internal InvalidDataException Invalid(string message) => new(At(message));

    private InvalidDataException Unexpected(string expected) =>
        Invalid($"expected {expected} in '{Element.Name.LocalName}', found '{Text}'");
}
