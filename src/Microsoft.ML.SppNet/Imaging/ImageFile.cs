using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Reads image files: upright as the EXIF orientation says, and with an error for what is not a whole image, where ML.NET's
/// <c>LoadImages</c> gives the stored pixels unturned and fills up what is missing.
/// </summary>
/// <remarks>
/// <para>
/// JPEG, PNG, GIF (its first frame), BMP and WebP, by content, whatever the file's name. Grey images and palettes become colour, 16 bits
/// become 8;
/// transparent parts are black. Colour profiles are not applied. Of an ordinary file the pixels are those that <c>LoadImages</c> gives.
/// </para>
/// <para>
/// Of a damaged JPEG decoders say nothing as long as its end marker is there: they fill up with grey. Here its compressed data are walked
/// through
/// as well (baseline, extended and progressive, with Huffman codes): refused are data that end before the last block, codes that are in no
/// table, blocks of more
/// than 64 coefficients, restart markers missing or out of order, data left over before a restart marker or another scan, and progressive
/// images that lack a
/// scan. What cannot be told from another picture passes: bytes changed so that as many blocks come out, and data left over at the image's
/// very end, where
/// some cameras leave bytes. PNGs carry checksums and need no such walk; GIF, BMP and WebP are as their decoders find them.
/// </para>
/// </remarks>
public static class ImageFile
{
    /// <summary>
    /// The most pixels an image may have, 2^28 (16,384 × 16,384): checked in the file's header before any memory is taken.
    /// </summary>
    public const int MaximumPixels = 1 << 28;

    /// <summary>Images that this class has read from files, and so knows to be whole, each with its path: a tag may be changed
    /// later.</summary>
    private static readonly ConditionalWeakTable<MLImage, string> Whole = [];

    /// <summary>Reads an image for ML.NET; the caller disposes it. Its <see cref="MLImage.Tag"/> is the path.</summary>
    /// <exception cref="ImageReadException">
    /// No such file, one that may not be read, a folder, pipe or device, no image, an image cut short or damaged, one with more than
    /// <see cref="MaximumPixels"/> pixels, or a CMYK JPEG that does not say how its inks are stored.
    /// </exception>
    public static MLImage Load(string path)
    {
        using EncodedImage file = EncodedImage.Read(path);
        MLImage image = Load(file);
        image.Tag = path;
        Whole.Add(image, path);
        return image;
    }

    /// <summary>Reads an encoded image from a stream, such as an upload, to the stream's end; the caller disposes both.</summary>
    /// <param name="stream">The stream, from its position on; it need not seek.</param>
    /// <param name="name">What messages call the image; null for nothing.</param>
    /// <exception cref="ImageReadException">As <see cref="Load(string)"/>.</exception>
    public static MLImage Load(Stream stream, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using EncodedImage file = EncodedImage.Read(stream, name);
        return Load(file);
    }

    /// <summary>Reads an encoded image, as its file would hold it, from memory; the caller disposes what comes back.</summary>
    /// <param name="bytes">The whole encoded image.</param>
    /// <param name="name">What messages call the image; null for nothing.</param>
    /// <exception cref="ImageReadException">As <see cref="Load(string)"/>.</exception>
    public static MLImage Load(ReadOnlyMemory<byte> bytes, string? name = null)
    {
        using EncodedImage file = EncodedImage.Of(bytes, name);
        return Load(file);
    }

    /// <summary>Reads an image into pooled memory; the caller disposes it. Errors as <see cref="Load(string)"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="minimumShorterSide">
    /// Where above 0, the side that the image will be resized to: a JPEG may then be decoded at 1/2, 1/4 or 1/8 of its size, which leaves
    /// at least
    /// <see cref="ImageDecoder.ReductionReserve"/> times this side. Other formats are decoded in full.
    /// </param>
    internal static PixelImage Decode(string path, int minimumShorterSide = 0)
    {
        using EncodedImage file = EncodedImage.Read(path);
        return ImageDecoder.Decode(file, minimumShorterSide);
    }

    /// <summary>The same from a stream, as <see cref="Load(Stream, string)"/>.</summary>
    internal static PixelImage Decode(Stream stream, string? name, int minimumShorterSide = 0)
    {
        using EncodedImage file = EncodedImage.Read(stream, name);
        return ImageDecoder.Decode(file, minimumShorterSide);
    }

    /// <summary>The same from memory, as <see cref="Load(ReadOnlyMemory{byte}, string)"/>.</summary>
    internal static PixelImage Decode(ReadOnlyMemory<byte> bytes, string? name, int minimumShorterSide = 0)
    {
        using EncodedImage file = EncodedImage.Of(bytes, name);
        return ImageDecoder.Decode(file, minimumShorterSide);
    }

    /// <summary>
    /// Checks an image that ML.NET's <c>LoadImages</c> has read (its <see cref="MLImage.Tag"/> is the path), which takes whatever pixels a
    /// file gives:
    /// errors as <see cref="Load(string)"/> if the file is cut short or its colours cannot be known. Images without a tag, or whose tag
    /// is not the path of an image file, pass.
    /// </summary>
    internal static void RequireComplete(MLImage image)
    {
        if (string.IsNullOrEmpty(image.Tag) || (Whole.TryGetValue(image, out string? path) && path == image.Tag) || !File.Exists(image.Tag))
            return;
        using EncodedImage file = EncodedImage.Read(image.Tag);
        if (file.Format.Length == 0)
            return;
        file.RequireKnownInks();
        // What the file's structure leaves open, decoding decides: a PNG that lacks nothing but its end chunk is whole, and GIF has no
        // simple test.
        if (file.HasEnd == true)
            ImageDecoder.RequireWholeJpeg(file);
        else
            ImageDecoder.Decode(file, minimumShorterSide: 0).Dispose();
    }

    private static MLImage Load(EncodedImage file)
    {
        using PixelImage pixels = ImageDecoder.Decode(file, minimumShorterSide: 0);
        return MLImage.CreateFromPixels(pixels.Width, pixels.Height, MLPixelFormat.Bgra32, pixels.Pixels);
    }

    internal static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
