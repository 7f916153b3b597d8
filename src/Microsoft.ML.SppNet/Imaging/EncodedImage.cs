using System.Buffers;
using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>The bytes of an image file, in pooled memory, and what can be told from them without decoding. Dispose once.</summary>
internal sealed class EncodedImage : IDisposable
{
    /// <summary>The longest file that is read: what the largest image takes uncompressed, at 4 bytes a pixel.</summary>
    private const long MaximumBytes = 4L * ImageFile.MaximumPixels;

    private readonly byte[] _buffer;
    private readonly int _length;

    private EncodedImage(string path, byte[] buffer, int length) => (Path, _buffer, _length) = (path, buffer, length);

    internal string Path { get; }

    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>The format that the first bytes tell, or "" for one not known.</summary>
    internal string Format => Bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "PNG",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'B', (byte)'M', ..] => "BMP",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        _ => "",
    };

    /// <summary>Whether the file's structure leads to its end; null where only decoding can tell.</summary>
    internal bool? HasEnd => Format switch
    {
        "JPEG" => JpegStructure.Read(Bytes).HasEnd,
        "PNG" => PngStructure.HasEnd(Bytes),
        "WebP" => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[4..]) <= _length - 8,
        _ => null,
    };

    /// <summary>Reads a file. Errors as <see cref="ImageFile.Load"/>.</summary>
    internal static EncodedImage Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            throw new ArgumentException("The path of the image file is empty.", nameof(path));
        if (Directory.Exists(path))
            throw new InvalidDataException($"'{path}' is no image that can be read (it is a folder)");
        if (!File.Exists(path))
            throw new FileNotFoundException($"'{path}' does not exist", path);

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Read(path, stream);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnauthorizedAccessException($"'{path}' cannot be read: access is denied", exception);
        }
    }

    /// <exception cref="InvalidDataException">A CMYK JPEG without Adobe's marker.</exception>
    /// <remarks>
    /// Adobe stores inks inverted and says so; without its marker both ways are found, decoders disagree, and the wrong guess is a black picture.
    /// </remarks>
    internal void RequireKnownInks()
    {
        if (Format == "JPEG" && JpegStructure.Read(Bytes) is { Components: 4, HasAdobeMarker: false })
            throw new InvalidDataException(
                $"'{Path}': the JPEG image is CMYK without Adobe's marker, so whether its inks are stored inverted is not known: convert it to RGB");
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private static EncodedImage Read(string path, FileStream stream)
    {
        if (stream.Length == 0)
            throw new InvalidDataException($"'{path}' is no image that can be read (the file is empty)");
        if (stream.Length > MaximumBytes)
            throw new InvalidDataException($"'{path}' is no image that can be read (its {ImageFile.Number(stream.Length)} bytes are too many)");
        int length = (int)stream.Length;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        return new(path, buffer, stream.ReadAtLeast(buffer.AsSpan(0, length), length, throwOnEndOfStream: false));
    }
}
