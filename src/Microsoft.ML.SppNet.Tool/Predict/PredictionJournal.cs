using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// The rows of a run that is not finished, a line of JSON each, in a file beside the output. Each is written out at once: a run that ends
/// early, killed even, is taken up again by the next one, as far as the model and the images are the same.
/// </summary>
internal sealed class PredictionJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);

    private PredictionJournal(FileStream file, string head)
    {
        _file = file;
        _file.SetLength(ReadRows(head));
        _file.Position = _file.Length;
        if (_file.Length == 0)
            WriteLine(head);
    }

    internal string Path => _file.Name;

    internal int Count => _rows.Count;

    internal static string PathOf(string output) => output + ".partial";

    /// <summary>Opens what is there, or begins anew where it is of another model.</summary>
    /// <exception cref="ToolException">It cannot be written.</exception>
    internal static PredictionJournal Open(string output, string model, RunDevice device, int top)
    {
        string path = PathOf(output);
        try
        {
            using FileStream bytes = File.OpenRead(model);
            string head = JsonSerializer.Serialize(new Head(Convert.ToHexString(SHA256.HashData(bytes)), device.ToString(), top));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            return new PredictionJournal(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), head);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"Cannot write '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>What an earlier run found for an image that has not changed since.</summary>
    internal ImagePrediction? Find(ImageEntry image) =>
        _rows.TryGetValue(Key(image), out Row? row) && Stamp(image.Path) == (row.Bytes, row.Changed)
            ? row.Prediction with { Image = image.Name }
            : null;

    internal void Add(ImageEntry image, ImagePrediction prediction)
    {
        (long bytes, long changed) = Stamp(image.Path);
        var row = new Row(Key(image), bytes, changed, prediction);
        _rows[row.Path] = row;
        WriteLine(JsonSerializer.Serialize(row));
    }

    /// <summary>The output is there: the rows are needed no more.</summary>
    internal void Finish()
    {
        _rows.Clear();
        Dispose();
    }

    /// <summary>Keeps the file where it has rows.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_rows.Count == 0)
            File.Delete(Path);
    }

    private static string Key(ImageEntry image) => System.IO.Path.GetFullPath(image.Path);

    private static (long Bytes, long Changed) Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.Length, file.LastWriteTimeUtc.Ticks) : default;
    }

    /// <summary>Reads the rows and gives the length of what is whole: a line may have been cut off in the middle.</summary>
    private long ReadRows(string head)
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        int start = 0;
        for (int end; (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
        {
            ReadOnlySpan<byte> line = bytes.AsSpan(start, end - start);
            if (start == 0)
            {
                if (Encoding.UTF8.GetString(line) != head)
                    return 0;
            }
            else if (TryRead(line) is { } row)
            {
                _rows[row.Path] = row;
            }
            else
            {
                break;
            }
        }

        return start;
    }

    private static Row? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<Row>(line) is { Path: not null, Prediction: { Class: not null, Top.Count: > 0 } } row
                ? row
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void WriteLine(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush();
    }

    private sealed record Head(string Model, string Device, int Top);

    private sealed record Row(string Path, long Bytes, long Changed, ImagePrediction Prediction);
}
