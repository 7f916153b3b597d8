using System.Text;
using System.Text.Json;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// What is finished of a run over images, an entry for each, in a file beside the output. Each is written out at once: a run that ends
/// early, killed even, is taken up again by the next one, as far as its settings and the images are the same.
/// </summary>
internal sealed class ImageJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly Dictionary<string, Place> _entries = new(StringComparer.Ordinal);

    private ImageJournal(FileStream file, string settings)
    {
        _file = file;
        _file.SetLength(ReadEntries(settings));
        _file.Position = _file.Length;
        if (_file.Length == 0)
            Write(Encoding.UTF8.GetBytes(settings + "\n"));
    }

    internal int Count => _entries.Count;

    internal static string PathOf(string output) => output + ".partial";

    /// <summary>Opens what is there, or begins anew where it was made with other settings.</summary>
    /// <param name="output">The output of the run.</param>
    /// <param name="settings">A line with all that the entries depend on besides their images.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    internal static ImageJournal Open(string output, string settings)
    {
        string path = PathOf(output);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new ImageJournal(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), settings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"Cannot write '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>Whether an earlier run has finished an image that has not changed since.</summary>
    internal bool Knows(ImageEntry image) =>
        _entries.TryGetValue(Key(image), out Place place) && Stamp(image.Path) == (place.Entry.Bytes, place.Entry.Changed);

    /// <summary>What was added of an image.</summary>
    internal byte[] Read(ImageEntry image)
    {
        Place place = _entries[Key(image)];
        byte[] content = new byte[place.Entry.Length];
        _file.Position = place.Start;
        _file.ReadExactly(content);
        return content;
    }

    internal void Add(ImageEntry image, ReadOnlySpan<byte> content)
    {
        (long bytes, long changed) = Stamp(image.Path);
        var entry = new Entry(Key(image), bytes, changed, content.Length);
        _file.Position = _file.Length;
        byte[] head = [.. JsonSerializer.SerializeToUtf8Bytes(entry), (byte)'\n'];
        _entries[entry.Path] = new Place(entry, _file.Position + head.Length);
        Write([.. head, .. content]);
    }

    /// <summary>The output is there: the entries are needed no more.</summary>
    internal void Finish()
    {
        _entries.Clear();
        Dispose();
    }

    /// <summary>Keeps the file where it has entries.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_entries.Count == 0)
            File.Delete(_file.Name);
    }

    private static string Key(ImageEntry image) => Path.GetFullPath(image.Path);

    private static (long Bytes, long Changed) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc.Ticks) : default;
    }

    /// <summary>Reads where the entries are and gives the length of what is whole: the last may have been cut off in the middle.</summary>
    private long ReadEntries(string settings)
    {
        if (ReadLine() != settings)
            return 0;
        long whole = _file.Position;
        while (ReadLine() is { } line && TryRead(line) is { Length: >= 0 } entry && entry.Length <= _file.Length - _file.Position)
        {
            _entries[entry.Path] = new Place(entry, _file.Position);
            whole = _file.Position += entry.Length;
        }

        return whole;
    }

    /// <summary>A line without its end; null where the file ends before it does.</summary>
    private string? ReadLine()
    {
        var line = new List<byte>();
        for (int value; (value = _file.ReadByte()) >= 0; line.Add((byte)value))
        {
            if (value == '\n')
                return Encoding.UTF8.GetString([.. line]);
        }

        return null;
    }

    private static Entry? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line) is { Path: not null } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(byte[] bytes)
    {
        _file.Write(bytes);
        _file.Flush();
    }

    private sealed record Entry(string Path, long Bytes, long Changed, int Length);

    private readonly record struct Place(Entry Entry, long Start);
}
