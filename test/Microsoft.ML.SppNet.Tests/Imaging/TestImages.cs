using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Image files that the tests draw themselves.</summary>
internal static class TestImages
{
    /// <summary>Pixels that differ everywhere, smooth enough for a JPEG, opaque.</summary>
    internal static SKBitmap Picture(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(20 + x * 200 / width), (byte)(30 + y * 200 / height), (byte)((x + y) * 3)));
        }

        return bitmap;
    }

    internal static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality = 95)
    {
        using SKData data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    internal static byte[] Jpeg(int width, int height)
    {
        using SKBitmap bitmap = Picture(width, height);
        return Encode(bitmap, SKEncodedImageFormat.Jpeg);
    }

    internal static byte[] Png(int width, int height)
    {
        using SKBitmap bitmap = Picture(width, height);
        return Encode(bitmap, SKEncodedImageFormat.Png);
    }

    /// <summary>The JPEG with an EXIF segment that has the orientation as its only tag.</summary>
    internal static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] segment = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0,
            0, 0, 0, 0, 0];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    /// <summary>The PNG with a chunk eXIf that has the orientation as its only tag.</summary>
    internal static byte[] WithExif(byte[] png, int orientation, bool beforePixels, bool littleEndian)
    {
        byte value = (byte)orientation;
        byte[] chunk = Chunk("eXIf", littleEndian
            ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0]);
        const int AfterHeader = 8 + 25, EndChunk = 12;
        int at = beforePixels ? AfterHeader : png.Length - EndChunk;
        return [.. png[..at], .. chunk, .. png[at..]];
    }

    /// <summary>A PNG of any kind: the scan lines are given without their filter bytes.</summary>
    internal static byte[] Png(int width, int height, int bitDepth, int colourType, byte[] lines, byte[]? palette = null)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bitDepth, (byte)colourType);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            int lineLength = lines.Length / height;
            for (int line = 0; line < height; line++)
                zlib.Write([0, .. lines.AsSpan(line * lineLength, lineLength)]);
        }

        byte[] signature = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];
        byte[] colours = palette is null ? [] : Chunk("PLTE", palette);
        return [.. signature, .. Chunk("IHDR", header), .. colours, .. Chunk("IDAT", compressed.ToArray()), .. Chunk("IEND", [])];
    }

    internal static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Imaging", name);

    /// <summary>The image as ML.NET's LoadImages reads it.</summary>
    internal static MLImage AsMLNet(string path)
    {
        var context = new MLContext();
        IDataView paths = context.Data.LoadFromEnumerable([new PathRow { Path = path }]);
        IDataView images = context.Transforms.LoadImages("Image", "", "Path").Fit(paths).Transform(paths);
        using DataViewRowCursor cursor = images.GetRowCursor([images.Schema["Image"]]);
        Assert.IsTrue(cursor.MoveNext());
        MLImage image = null!;
        cursor.GetGetter<MLImage>(images.Schema["Image"])(ref image);
        // The cursor disposes its last image.
        MLImage copy = MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, image.Pixels);
        copy.Tag = image.Tag;
        return copy;
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc(typed));
        return [.. length, .. typed, .. checksum];
    }

    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }

        return ~crc;
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}
