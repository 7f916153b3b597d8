using System.Globalization;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Data;

/// <summary>Reads a list of boxes, a row per object.</summary>
internal sealed class BoxList
{
    private const string Header = "image,class,x0,y0,x1,y1", HeaderWithDifficult = Header + ",difficult";

    private const int Coordinates = 4;

    private readonly string _path;
    private readonly List<(string Image, string Class, ImageBox Box, bool Difficult)> _objects = [];
    private readonly Dictionary<string, int> _images = new(StringComparer.Ordinal);
    private int _fields;

    private BoxList(string path) => _path = path;

    internal static AnnotatedImageSet Read(string path, string? imageFolder)
    {
        var list = new BoxList(path);
        list.ReadLines();
        string folder = imageFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] classes = [.. list._objects.Select(one => one.Class).Distinct().Order(StringComparer.Ordinal)];
        ILookup<string, AnnotatedObject> objects = list._objects.ToLookup(
            one => one.Image,
            one => new AnnotatedObject(Array.BinarySearch(classes, one.Class, StringComparer.Ordinal), one.Box, one.Difficult));
        return new AnnotatedImageSet(classes, [.. list._images.OrderBy(image => image.Value).Select(image =>
            new AnnotatedImage(image.Key, Found(ImagePath.Resolve(folder, image.Key), path, image.Value), [.. objects[image.Key]]))]);
    }

    private static string Found(string image, string list, int line) => File.Exists(image)
        ? image
        : throw new FileNotFoundException($"'{list}', line {line}: the image '{image}' is missing", image);

    private void ReadLines()
    {
        List<TextLine> lines = TextLine.Read(_path);
        string header = lines.Count > 0 ? lines[0].Text.Replace(" ", "", StringComparison.Ordinal) : "";
        if (!header.Equals(Header, StringComparison.OrdinalIgnoreCase)
            && !header.Equals(HeaderWithDifficult, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"'{_path}', line 1: expected the header {Header} or {HeaderWithDifficult}, found '{header}'");
        _fields = header.Split(',').Length;
        foreach (TextLine line in lines.Skip(1))
            Add(line);
        if (_objects.Count == 0)
            throw new InvalidDataException($"'{_path}': the list has no objects");
    }

    private void Add(TextLine line)
    {
        if (CsvText.Fields(line.Text) is not { } fields || fields.Count != _fields || fields[0].Length == 0 || fields[0].Contains('\0'))
            throw Invalid(line, $"expected {_fields} fields, the first an image, found '{line.Text}'");
        _images.TryAdd(fields[0], line.Number);
        if (fields.Skip(1).All(field => field.Length == 0))
            return;
        if (fields[1].Length == 0)
            throw Invalid(line, "expected a class, found none");
        float[] values = [.. fields.Skip(2).Take(Coordinates).Select(field => Number(line, field))];
        var box = new ImageBox(values[0], values[1], values[2], values[3]);
        if (!(box.Area > 0) || box.Right <= 0 || box.Bottom <= 0)
            throw Invalid(line,
                $"expected a box with x0 < x1 and y0 < y1 in its image, found '{string.Join(',', fields.Skip(2).Take(Coordinates))}'");
        bool difficult = _fields > Coordinates + 2 && fields[^1] switch
        {
            "1" => true,
            "0" or "" => false,
            _ => throw Invalid(line, $"expected 0 or 1 for difficult, found '{fields[^1]}'"),
        };
        _objects.Add((fields[0], fields[1], box, difficult));
    }

    private float Number(TextLine line, string field) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw Invalid(line, $"expected a pixel coordinate, found '{field}'");

    private InvalidDataException Invalid(TextLine line, string message) => new($"'{_path}', line {line.Number}: {message}");
}
