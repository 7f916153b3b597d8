using System.Buffers;
using System.Buffers.Binary;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>The bytes of an encoded image, and what can be told from them without decoding. Dispose once.</summary>
internal sealed class EncodedImage : IDisposable
{
    /// <summary>The longest file that is read: what the largest image takes uncompressed, at 4 bytes a pixel.</summary>
    private const long MaximumBytes = 4L * ImageFile.MaximumPixels;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly byte[]? _rented;

    private EncodedImage(string? path, ReadOnlyMemory<byte> bytes, byte[]? rented = null) =>
        (Path, _bytes, _rented) = (path, bytes, rented);

    /// <summary>The file, or the name that came with the bytes; null for none.</summary>
    internal string? Path { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The format that the first bytes tell, or "" for one not known.</summary>
    internal string Format => FileLooksLike.ImageFormat(Bytes);

    /// <summary>Whether the file's structure leads to its end; null where only decoding can tell.</summary>
    internal bool? HasEnd => Format switch
    {
        "JPEG" => JpegStructure.Read(Bytes).HasEnd,
        "PNG" => PngStructure.HasEnd(Bytes),
        "WebP" => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[4..]) <= Bytes.Length - 8,
        _ => null,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImageReadException">There is no such file, or it cannot be read.</exception>
    internal static EncodedImage Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            throw new ImageReadException(path, "The path of the image file is empty.");
        if (Directory.Exists(path))
            throw NoImage(path, "it is a folder");
        if (!File.Exists(path))
            throw new ImageReadException(path, $"'{path}' does not exist{(path.Contains('\uFFFD') ? NotUtf8 : "")}");

        try
        {
            if (SpecialFile.Kind(path) is { } kind)
                throw NoImage(path, $"it is {kind}");
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Read(stream, path);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ImageReadException(path, $"'{path}' cannot be read: access is denied", exception);
        }
        catch (IOException exception) when (exception is not ImageReadException)
        {
            throw new ImageReadException(path, $"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a stream to its end; it stays the caller's and need not seek.</summary>
    /// <exception cref="ImageReadException">It is empty or too long.</exception>
    internal static EncodedImage Read(Stream stream, string? name)
    {
        byte[] buffer =
            ArrayPool<byte>.Shared.Rent((int)Math.Min(stream.CanSeek ? stream.Length - stream.Position + 1 : 1 << 16, MaximumBytes));
        try
        {
            int length = 0;
            // One byte more than the stream is said to have: a read of nothing is then its end, with no need to grow.
            for (int read; (read = stream.Read(buffer.AsSpan(length))) > 0;)
            {
                length += read;
                if (length > MaximumBytes)
                    break;
                if (length == buffer.Length)
                    buffer = Grown(buffer);
            }

            if (length is 0 || length > MaximumBytes)
                throw NoImage(name, length == 0 ? "the file is empty" : $"more than {ImageFile.Number(MaximumBytes)} bytes are too many");
            return new(name, buffer.AsMemory(0, length), buffer);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>Takes bytes as they are; they must not change until disposal.</summary>
    /// <exception cref="ImageReadException">There are none.</exception>
    internal static EncodedImage Of(ReadOnlyMemory<byte> bytes, string? name) =>
        bytes.IsEmpty ? throw NoImage(name, "there are no bytes") : new(name, bytes);

    /// <summary>An error about this image.</summary>
    /// <param name="problem">What is wrong, a clause.</param>
    internal ImageReadException Error(string problem) => new ImageReadException(null, problem).InFile(Path);

    /// <summary>That this is nothing that can be decoded.</summary>
    internal ImageReadException NoImage() => NoImage(
        Path, FileLooksLike.Kind(Bytes) is { } kind ? $"it looks like {kind}" : "its first bytes are those of no known image format");

    /// <exception cref="ImageReadException">A CMYK JPEG without Adobe's marker.</exception>
    /// <remarks>
    /// Adobe stores inks inverted and says so; without its marker both ways are found, decoders disagree, and the wrong guess is a black
    /// picture.
    /// </remarks>
    internal void RequireKnownInks()
    {
        if (Format == "JPEG" && JpegStructure.Read(Bytes) is { Components: 4, HasAdobeMarker: false })
            throw Error(
                "the JPEG image is CMYK without Adobe's marker, so whether its inks are stored inverted is not known: convert it to RGB");
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    private const string NotUtf8 = " (its name is not UTF-8, and such files cannot be opened here: rename it)";

    private static ImageReadException NoImage(string? name, string reason) =>
        new(name, $"{(name is null ? "this" : $"'{name}'")} is no image that can be read ({reason})");

    private static byte[] Grown(byte[] full)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * full.Length, MaximumBytes + 1));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
