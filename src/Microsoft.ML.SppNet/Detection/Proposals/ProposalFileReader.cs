using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>A box of a file of proposals and the line that it is on.</summary>
internal readonly record struct ListedBox(ScoredBox Box, long Line);

/// <summary>Reads files of proposals; the format is that of <see cref="ProposalRows"/>.</summary>
internal sealed class ProposalFileReader
{
    private const int Coordinates = 4;

    private readonly string _path;
    private readonly Utf8Lines _lines;
    private readonly Dictionary<string, List<ListedBox>> _images = new(StringComparer.Ordinal);
    private byte[] _lastName = [];
    private List<ListedBox> _lastBoxes = [];
    private bool _hasScores;

    private ProposalFileReader(string path, Stream stream) => (_path, _lines) = (path, new Utf8Lines(stream, path));

    /// <summary>The boxes of every image in the file's order, by the image's name in the file.</summary>
    /// <exception cref="InvalidDataException">
    /// A line is wrong; the message names file and line, what was expected and what came.
    /// </exception>
    internal static Dictionary<string, List<ListedBox>> Read(string path)
    {
        using FileStream stream = OrdinaryFile.Open(path, bufferSize: 0);
        if (FileLooksLike.Kind(OrdinaryFile.Start(stream)) is { } kind and not ("text" or "an empty file"))
            throw new InvalidDataException($"'{path}' is no file of boxes: it looks like {kind}.");
        return new ProposalFileReader(path, stream).Read();
    }

    private Dictionary<string, List<ListedBox>> Read()
    {
        ReadHeader();
        while (_lines.Next(out ReadOnlySpan<byte> line))
        {
            if (!line.Trim(" \t"u8).IsEmpty)
                AddRow(line);
        }

        return _images.Count > 0 ? _images : throw new InvalidDataException($"'{_path}' names no images.");
    }

    private void ReadHeader()
    {
        string header = _lines.Next(out ReadOnlySpan<byte> line) ? Encoding.UTF8.GetString(line).Trim() : "";
        _hasScores = header.Equals(ProposalRows.Header, StringComparison.OrdinalIgnoreCase);
        if (!_hasScores && !header.Equals(ProposalRows.HeaderWithoutScore, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException(
                $"'{_path}' line 1: expected the header {ProposalRows.Header} or {ProposalRows.HeaderWithoutScore}, "
                    + $"found '{Shown(line)}'.");
        }
    }

    private void AddRow(ReadOnlySpan<byte> line)
    {
        Span<Range> numbers = stackalloc Range[Coordinates + 1];
        numbers = numbers[..(_hasScores ? Coordinates + 1 : Coordinates)];
        int end = line.Length;
        for (int i = numbers.Length - 1; i >= 0; i--)
        {
            int comma = line[..end].LastIndexOf((byte)',');
            if (comma < 0)
                throw Error($"expected {numbers.Length + 1} fields, found '{Shown(line)}'");
            numbers[i] = (comma + 1)..end;
            end = comma;
        }

        List<ListedBox> boxes = BoxesOf(line[..end], numbers.Length + 1);
        if (AreEmpty(line, numbers))
            return;
        Span<float> values = stackalloc float[Coordinates + 1];
        for (int i = 0; i < numbers.Length; i++)
            values[i] = Number(line[numbers[i]]);
        var box = new ImageBox(values[0], values[1], values[2], values[3]);
        if (box.Left < 0 || box.Top < 0)
            throw Error($"expected coordinates from 0 on, found '{Shown(line[numbers[0].Start..numbers[3].End])}'");
        if (box.Right <= box.Left || box.Bottom <= box.Top)
            throw Error($"expected x0 < x1 and y0 < y1, found '{Shown(line[numbers[0].Start..numbers[3].End])}'");
        boxes.Add(new ListedBox(new ScoredBox(box, _hasScores ? values[4] : 1f / (1 + boxes.Count)), _lines.Number));
    }

    private static bool AreEmpty(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        foreach (Range field in fields)
        {
            if (!line[field].Trim(" \t"u8).IsEmpty)
                return false;
        }

        return true;
    }

    /// <summary>The boxes that a field's image has so far; rows of an image follow each other as a rule.</summary>
    private List<ListedBox> BoxesOf(ReadOnlySpan<byte> field, int fields)
    {
        if (_images.Count > 0 && field.SequenceEqual(_lastName))
            return _lastBoxes;
        if (CsvText.Fields(Encoding.UTF8.GetString(field)) is not [{ Length: > 0 } name] || name.Contains('\0', StringComparison.Ordinal))
            throw Error($"expected an image and {fields - 1} more fields, found the image '{Shown(field)}'");
        if (!_images.TryGetValue(name, out List<ListedBox>? boxes))
            _images.Add(name, boxes = []);
        (_lastName, _lastBoxes) = (field.ToArray(), boxes);
        return boxes;
    }

    private float Number(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \t"u8);
        return Utf8Float.TryParse(field, out float value, out int length) && length == field.Length && float.IsFinite(value)
            ? value
            : throw Error($"expected a number, found '{Shown(field)}'");
    }

    private static string Shown(ReadOnlySpan<byte> text)
    {
        const int Longest = 80;
        return text.Length <= Longest ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text[..Longest]) + "…";
    }

    private InvalidDataException Error(string what) => new($"'{_path}' line {_lines.Number}: {what}.");
}
