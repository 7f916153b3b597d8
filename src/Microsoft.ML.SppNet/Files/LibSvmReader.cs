using System.Buffers.Text;
using System.Text;

namespace Microsoft.ML.SppNet.Files;

/// <summary>Reads LIBSVM's text format, <c>label index:value …</c> with ascending indices from 1, into dense rows.</summary>
public sealed class LibSvmReader
{
    /// <summary>The highest index that is read: a row of so many features takes 64 MB.</summary>
    public const int MaxIndex = 1 << 24;

    private readonly string _path;
    private readonly Utf8Lines _lines;
    private readonly int _maxIndex;
    private readonly long _memory;
    private readonly List<string> _labels = [];
    private readonly List<float[]> _rows = [];
    private float[] _row = new float[1 << 10];
    private int _featureCount;

    private LibSvmReader(string path, Stream stream, int? featureCount, long memory)
    {
        _path = path;
        _lines = new Utf8Lines(stream, path);
        _memory = memory;
        _maxIndex = featureCount ?? MaxIndex;
        _featureCount = featureCount ?? 0;
    }

    /// <summary>
    /// Reads a whole file. Blank lines are skipped, and comments: what follows a # that begins a word, as svmlight and scikit-learn have
    /// it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="featureCount">
    /// The features of every row, for a test file that must fit its training file: a higher index is an error. Where null, the file's
    /// highest index.
    /// </param>
    /// <param name="memory">
    /// Bytes that the rows may take, which a file of few bytes could exceed; where null, half of what the process may have.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// A line is wrong; the message names file and line, what was expected and what came.
    /// </exception>
    public static LibSvmData Read(string path, int? featureCount = null, long? memory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = OrdinaryFile.Open(path, bufferSize: 0);
        if (FileLooksLike.Kind(OrdinaryFile.Start(stream)) is { } kind and not ("text" or "an empty file"))
            throw new InvalidDataException($"'{path}' is no LIBSVM file: it looks like {kind}.");
        return new LibSvmReader(path, stream, featureCount, memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2).Read();
    }

    private LibSvmData Read()
    {
        while (_lines.Next(out ReadOnlySpan<byte> line))
        {
            line = SkipSpace(WithoutComment(line));
            if (!line.IsEmpty)
                AddRow(line);
        }
        for (int i = 0; i < _rows.Count; i++)
        {
            float[] row = _rows[i];
            if (row.Length < _featureCount)
            {
                Array.Resize(ref row, _featureCount);
                _rows[i] = row;
            }
        }
        return new LibSvmData(_labels, _rows, _featureCount);
    }

    private void AddRow(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> label = Token(line);
        if (label.Contains((byte)':'))
            throw Error($"expected a label first, found '{Show(label)}'");
        int last = ReadFeatures(SkipSpace(line[label.Length..]));
        _featureCount = Math.Max(_featureCount, last);
        long bytes = sizeof(float) * (_rows.Count + 1L) * _featureCount;
        if (bytes > _memory)
            throw Error(
                $"{_rows.Count + 1} dense rows of {_featureCount} features take {bytes} bytes, more than the {_memory} of memory allowed "
                    + "for them");
        float[] row = new float[_featureCount];
        _row.AsSpan(0, last).CopyTo(row);
        _row.AsSpan(0, last).Clear();
        _labels.Add(Encoding.UTF8.GetString(label));
        _rows.Add(row);
    }

    /// <summary>Fills the row and returns the last index that was kept.</summary>
    private int ReadFeatures(ReadOnlySpan<byte> rest)
    {
        int last = 0, kept = 0;
        while (!rest.IsEmpty)
        {
            if (!Utf8Parser.TryParse(rest, out int index, out int length) || length == rest.Length || rest[length] != (byte)':')
                throw Error($"expected index:value, found '{Show(Token(rest))}'");
            if (index <= last || index > MaxIndex)
                throw IndexError(index, last);
            ReadOnlySpan<byte> number = rest[(length + 1)..];
            if (!Utf8Float.TryParse(number, out float value, out length) || (length < number.Length && !IsSpace(number[length])))
                throw Error($"expected a number after {index}:, found '{Show(Token(number))}'");
            if (!float.IsFinite(value))
                throw Error($"expected a finite float32 after {index}:, found '{Show(Token(number))}'");
            rest = SkipSpace(number[length..]);
            last = index;
            // Beyond the features that a model was trained on there is no weight to multiply with.
            if (index > _maxIndex)
                continue;
            if (index > _row.Length)
                Array.Resize(ref _row, Math.Max(index, Math.Min(2 * _row.Length, MaxIndex)));
            _row[index - 1] = value;
            kept = index;
        }
        return kept;
    }

    private InvalidDataException IndexError(int index, int last)
    {
        if (index < 1)
            return Error($"the index {index} comes, but indices begin at 1");
        return index <= last
            ? Error($"the index {index} comes after {last}, expected ascending indices")
            : Error($"the index {index} is above the {MaxIndex} features that are allowed here");
    }

    private static ReadOnlySpan<byte> WithoutComment(ReadOnlySpan<byte> line)
    {
        for (int start = 0; line[start..].IndexOf((byte)'#') is >= 0 and var distance; start += distance + 1)
        {
            int at = start + distance;
            if (at == 0 || IsSpace(line[at - 1]))
                return line[..at];
        }
        return line;
    }

    private static ReadOnlySpan<byte> SkipSpace(ReadOnlySpan<byte> text) => text.TrimStart(" \t"u8);

    private static bool IsSpace(byte c) => c is (byte)' ' or (byte)'\t';

    private static ReadOnlySpan<byte> Token(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\t');
        return end < 0 ? text : text[..end];
    }

    private static string Show(ReadOnlySpan<byte> token)
    {
        const int Longest = 40;
        return token.Length <= Longest ? Encoding.UTF8.GetString(token) : Encoding.UTF8.GetString(token[..Longest]) + "…";
    }

    private InvalidDataException Error(string what) => new($"'{_path}' line {_lines.Number}: {what}.");
}
