namespace Microsoft.ML.SppNet.Files;

/// <summary>The lines of a text file as bytes, without their ends (LF or CRLF) and without a byte order mark.</summary>
internal sealed class Utf8Lines(Stream stream, string path)
{
    /// <summary>More than a row of the most features takes; memory for a line grows no further.</summary>
    internal const int MaximumLength = 1 << 29;

    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private bool _finished;

    /// <summary>The number of the line last read, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>Reads a line, valid until the next call; false at the end of the file.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="MaximumLength"/> bytes.</exception>
    internal bool Next(out ReadOnlySpan<byte> line)
    {
        int length = FindEnd();
        if (length < 0 && _start == _end)
        {
            line = default;
            return false;
        }
        line = _buffer.AsSpan(_start, length < 0 ? _end - _start : length);
        _start = length < 0 ? _end : _start + length + 1;
        if (Number++ == 0 && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        if (line.EndsWith((byte)'\r'))
            line = line[..^1];
        return true;
    }

    /// <summary>The length of the line at the start, or -1 if the file ends without another line feed.</summary>
    private int FindEnd()
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
                return searched + found;
            searched = _end - _start;
            if (_finished)
                return -1;
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            if (_end == MaximumLength)
                throw new InvalidDataException($"'{path}' line {Number + 1}: it is longer than {MaximumLength} bytes.");
            Array.Resize(ref _buffer, Math.Min(2 * _end, MaximumLength));
        }
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _finished = read == 0;
    }
}
