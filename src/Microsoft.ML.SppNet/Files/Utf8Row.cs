using System.Globalization;
using System.Text;

namespace Microsoft.ML.SppNet.Files;

/// <summary>
/// Builds a row of text as UTF-8 bytes, numbers in their shortest form that reads back as the same float32, and writes it in
/// one go.
/// </summary>
internal sealed class Utf8Row(Stream stream)
{
    // More than any float32 or int takes.
    private const int NumberLength = 32;

    private byte[] _bytes = new byte[1 << 16];
    private int _length;

    internal Utf8Row Add(char ascii)
    {
        Reserve(1);
        _bytes[_length++] = (byte)ascii;
        return this;
    }

    internal Utf8Row Add(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        return this;
    }

    internal Utf8Row Add<T>(T number)
        where T : IUtf8SpanFormattable
    {
        Reserve(NumberLength);
        number.TryFormat(_bytes.AsSpan(_length), out int written, default, CultureInfo.InvariantCulture);
        _length += written;
        return this;
    }

    /// <summary>Ends the line and hands the row to the stream, so that nothing is lost if no other follows.</summary>
    internal void End()
    {
        Add('\n');
        stream.Write(_bytes, 0, _length);
        _length = 0;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
    }
}
