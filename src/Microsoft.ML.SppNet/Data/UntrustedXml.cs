using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Data;

/// <summary>
/// Reads small XML files from outside: no DTD, no entity, nothing outside the file, and upper limits of length and depth.
/// </summary>
internal static partial class UntrustedXml
{
    /// <summary>A hundred times the longest of VOC 2007.</summary>
    private const long MaxCharacters = 1 << 20;

    /// <summary>Text within a coordinate within a box within a body part within an object is at depth 5.</summary>
    private const int MaxDepth = 16;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The root element, with line numbers.</summary>
    /// <exception cref="InvalidDataException">The XML is broken; the message names file and line.</exception>
    internal static XElement Load(string path)
    {
        using FileStream stream = OrdinaryFile.Open(path);
        byte[] start = OrdinaryFile.Start(stream);
        CheckThrough(path, stream, start);
        stream.Position = 0;
        using XmlReader reader = Reader(stream, start);
        return XElement.Load(reader, LoadOptions.SetLineInfo);
    }

    /// <summary>A reader in the encoding that the file declares; of code pages such as gb2312, .NET's own knows none.</summary>
    private static XmlReader Reader(Stream stream, byte[] start)
    {
        Match declaration = Declaration().Match(Encoding.Latin1.GetString(start));
        Encoding? codePage = declaration.Success
            ? CodePagesEncodingProvider.Instance.GetEncoding(
                declaration.Groups["encoding"].Value, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            : null;
        return codePage is null
            ? XmlReader.Create(stream, Settings)
            : XmlReader.Create(new StreamReader(stream, codePage, detectEncodingFromByteOrderMarks: false, leaveOpen: true), Settings);
    }

    /// <summary>Reads to the end once before a tree is built: .NET takes a time that grows with the square of the depth for that.</summary>
    private static void CheckThrough(string path, FileStream stream, byte[] start)
    {
        IXmlLineInfo? place = null;
        try
        {
            using XmlReader reader = Reader(stream, start);
            place = (IXmlLineInfo)reader;
            while (reader.Read())
            {
                if (reader.Depth > MaxDepth)
                    throw new InvalidDataException($"'{path}', line {place.LineNumber}: elements are nested deeper than {MaxDepth}");
            }
        }
        catch (Exception error) when (error is XmlException or DecoderFallbackException)
        {
            // Some XmlExceptions know no line.
            int line = Math.Max(1, Math.Max((error as XmlException)?.LineNumber ?? 0, place?.LineNumber ?? 0));
            throw new InvalidDataException(Problem(path, start, line, error), error);
        }
    }

    private static string Problem(string path, byte[] start, int line, Exception error)
    {
        if (DocumentType().Match(Encoding.Latin1.GetString(start)) is { Success: true } type)
            return $"'{path}', line {1 + type.Value.Count(c => c == '\n')}: the XML has a DOCTYPE, which could name other files and is "
                + "not read here: remove it";
        if (error is DecoderFallbackException)
            return $"'{path}', line {line} or after it: the text is not in the encoding that the XML declares";
        return FileLooksLike.Kind(start) is { } kind and not ("text" or "an XML document")
            ? $"'{path}', line {line}: expected XML; it looks like {kind}"
            : $"'{path}', line {line}: broken XML: {error.Message}";
    }

    [GeneratedRegex(@"^<\?xml[^>]*\bencoding\s*=\s*[""'](?<encoding>[A-Za-z][A-Za-z0-9._-]*)[""']", RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();

    /// <summary>A document type with what may stand before it; a byte order mark is three letters in Latin-1.</summary>
    [GeneratedRegex(@"^(\u00EF\u00BB\u00BF)?(?>\s+|<\?.*?\?>|<!--.*?-->)*<!DOCTYPE", RegexOptions.ExplicitCapture
        | RegexOptions.Singleline)]
    private static partial Regex DocumentType();
}
