using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Data;

/// <summary>A line of a text file that holds something, with its number for messages (from 1).</summary>
internal readonly record struct TextLine(int Number, string Text)
{
    /// <summary>
    /// The lines of a UTF-8 file without blank ones; spaces around a line, Windows line ends and a byte order mark are cut off.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is too large for a list, or not UTF-8.</exception>
    internal static List<TextLine> Read(string path)
    {
        using FileStream stream = OrdinaryFile.Open(path);
        if (stream.Length > MaxBytes)
            throw new InvalidDataException($"'{path}': {stream.Length} bytes are too many for a list, at most {MaxBytes} are read");
        if (FileLooksLike.Kind(OrdinaryFile.Start(stream)) is { } kind and not ("text" or "JSON text" or "an empty file"))
            throw new InvalidDataException($"'{path}': expected a list, one entry per line; it looks like {kind}");

        List<TextLine> lines = [];
        using StreamReader reader = new(stream, StrictUtf8);
        for (int number = 1; ReadLine(reader, path, number) is { } text; number++)
        {
            if (text.Trim() is { Length: > 0 } trimmed)
                lines.Add(new TextLine(number, trimmed));
        }
        return lines;
    }

    /// <summary>More than any list of images needs; a file beyond it is some other file.</summary>
    private const long MaxBytes = 1L << 28;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static string? ReadLine(StreamReader reader, string path, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException e)
        {
            // The reader decodes a block ahead, so the line is the first that the block touches, not always the very one.
            throw new InvalidDataException($"'{path}', line {number} or after it: not UTF-8 text", e);
        }
    }
}
