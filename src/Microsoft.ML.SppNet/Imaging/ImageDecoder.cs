using SkiaSharp;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// Decodes image files with the decoders that ML.NET uses (Skia), so that both ways into the pipeline give the same pixels.
/// </summary>
internal static class ImageDecoder
{
    /// <summary>How many times the side that is needed a JPEG decoded at reduced scale has at least.</summary>
    /// <remarks>
    /// With 3 it changes features by a tenth of what one pixel more in the size does, and by a third at most in any photograph measured;
    /// with 2 by a quarter,
    /// and in single photographs by nearly as much as the resize (docs/performance.md, Large JPEGs).
    /// </remarks>
    internal const int ReductionReserve = 3;

    /// <summary>Decodes a file into pooled memory. Errors as <see cref="ImageFile.Load(string)"/>.</summary>
    internal static unsafe PixelImage Decode(EncodedImage file, int minimumShorterSide)
    {
        file.RequireKnownInks();
        fixed (byte* bytes = file.Bytes)
        {
            using SKData data = SKData.Create((nint)bytes, file.Bytes.Length);
            using SKCodec codec = SKCodec.Create(data) ?? throw NotReadable(file);
            RequireFewPixels(file, codec.Info);
            PixelImage image = Decode(file, codec, Reduction(file, codec.Info, minimumShorterSide));
            return ImageOrientation.Upright(image, Origin(file, codec));
        }
    }

    /// <summary>Skia fills up what a JPEG lacks with grey, and says so only where the end marker is lacking too.</summary>
    internal static void RequireWholeJpeg(EncodedImage file)
    {
        if (file.Format == "JPEG" && JpegDamage.Find(file.Bytes) is { } problem)
            throw Damaged(file, $": {problem}");
    }

    /// <summary>Skia knows where JPEG and WebP keep their EXIF data, and overlooks those of a PNG.</summary>
    private static SKEncodedOrigin Origin(EncodedImage file, SKCodec codec) =>
        file.Format == "PNG" ? ExifOrientation.Read(PngStructure.Exif(file.Bytes)) : codec.EncodedOrigin;

    /// <summary>The largest of 8, 4, 2 by which a JPEG can be reduced: the divisors for which its decoder has fast code.</summary>
    private static int Reduction(EncodedImage file, SKImageInfo info, int minimumShorterSide)
    {
        if (file.Format != "JPEG" || minimumShorterSide <= 0)
            return 1;
        long needed = (long)minimumShorterSide * ReductionReserve;
        int reduction = 8;
        while (reduction > 1 && Math.Min(info.Width, info.Height) < needed * reduction)
            reduction /= 2;
        return reduction;
    }

    private static unsafe PixelImage Decode(EncodedImage file, SKCodec codec, int reduction)
    {
        SKImageInfo full = codec.Info;
        SKSizeI size = reduction == 1 ? full.Size : codec.GetScaledDimensions(1f / reduction);
        var image = new PixelImage(size.Width, size.Height, PixelOrder.Bgra)
        {
            FullWidth = full.Width,
            FullHeight = full.Height,
            Horizontal = new Extent(0, (double)full.Width / reduction),
            Vertical = new Extent(0, (double)full.Height / reduction),
        };
        try
        {
            // No colour space: ML.NET's images do not apply colour profiles either.
            SKAlphaType alpha = full.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul;
            var target = new SKImageInfo(size.Width, size.Height, SKColorType.Bgra8888, alpha);
            fixed (byte* pixels = image.Pixels)
            {
                SKCodecResult result = codec.GetPixels(target, (nint)pixels);
                bool isWhole = file.HasEnd ?? result != SKCodecResult.IncompleteInput;
                if (result != SKCodecResult.Success)
                    throw isWhole ? Damaged(file, $" (Skia's decoder says {result})") : CutShort(file);
            }

            RequireWholeJpeg(file);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static void RequireFewPixels(EncodedImage file, SKImageInfo info)
    {
        if ((long)info.Width * info.Height > ImageFile.MaximumPixels)
            throw file.Error($"the image is {info.Width}x{info.Height}: more than {ImageFile.Number(ImageFile.MaximumPixels)} pixels");
    }

    private static ImageReadException NotReadable(EncodedImage file)
    {
        if (file.Format.Length == 0)
            return file.NoImage();
        return file.HasEnd == false ? CutShort(file) : file.Error($"the header of the {file.Format} image is damaged");
    }

    private static ImageReadException CutShort(EncodedImage file) => file.Error(
        $"the {Name(file)} image is cut short: its {ImageFile.Number(file.Bytes.Length)} bytes end before the image does");

    private static ImageReadException Damaged(EncodedImage file, string how) => file.Error($"the {Name(file)} image is damaged{how}");

    private static string Name(EncodedImage file) => file.Format.Length == 0 ? "encoded" : file.Format;
}
