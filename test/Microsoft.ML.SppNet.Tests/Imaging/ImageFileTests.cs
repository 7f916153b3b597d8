using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed class ImageFileTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    public static IEnumerable<object[]> OrdinaryFiles()
    {
        using SKBitmap picture = TestImages.Picture(61, 45);
        using var grey = new SKBitmap(new SKImageInfo(61, 45, SKColorType.Gray8, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(grey))
            canvas.DrawBitmap(picture, 0, 0);
        yield return ["colour.jpg", TestImages.Encode(picture, SKEncodedImageFormat.Jpeg)];
        yield return ["grey.jpg", TestImages.Encode(grey, SKEncodedImageFormat.Jpeg)];
        yield return ["colour.png", TestImages.Encode(picture, SKEncodedImageFormat.Png)];
        yield return ["grey.png", TestImages.Encode(grey, SKEncodedImageFormat.Png)];
        yield return ["colour.webp", TestImages.Encode(picture, SKEncodedImageFormat.Webp)];
        yield return ["alpha.png", TestImages.Png(2, 1, 8, 6, [200, 100, 50, 128, 9, 8, 7, 0])];
        yield return ["palette.png", TestImages.Png(2, 2, 8, 3, [0, 1, 2, 1], [255, 0, 0, 0, 255, 0, 10, 20, 30])];
        yield return ["grey16.png", TestImages.Png(3, 1, 16, 0, [0x00, 0x80, 0x7F, 0xFF, 0xFF, 0x00])];
        yield return ["colour16.png",
            TestImages.Png(2, 1, 16, 2, [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xFF, 0x7F, 0x00, 0x81, 0x40, 0x40])];
        yield return ["cmyk-adobe.jpg", File.ReadAllBytes(TestImages.Fixture("cmyk-adobe.jpg"))];
        yield return ["two-frames.gif", File.ReadAllBytes(TestImages.Fixture("two-frames.gif"))];
        yield return ["jpeg-named.png", TestImages.Encode(picture, SKEncodedImageFormat.Jpeg)];
    }

    [TestMethod]
    [DynamicData(nameof(OrdinaryFiles))]
    public void PixelsAreThoseOfLoadImages(string name, byte[] content)
    {
        string path = _files.Write(name, content);
        using MLImage theirs = TestImages.AsMLNet(path);
        using MLImage ours = ImageFile.Load(path);

        Assert.AreEqual(path, ours.Tag);
        Assert.AreEqual((theirs.Width, theirs.Height), (ours.Width, ours.Height));
        CollectionAssert.AreEqual(theirs.GetBGRPixels, ours.GetBGRPixels);
        ImageFile.RequireComplete(theirs);
    }

    [TestMethod]
    public void ColoursAreRight()
    {
        Assert.AreEqual("(192, 32, 64)", FirstPixel(TestImages.Fixture("two-frames.gif")), "the first frame");
        Assert.AreEqual("(255, 0, 0)",
            FirstPixel(_files.Write("p.png", TestImages.Png(2, 2, 8, 3, [0, 1, 2, 1], [255, 0, 0, 0, 255, 0, 10, 20, 30]))));
        Assert.AreEqual("(100, 50, 25)", FirstPixel(_files.Write("a.png", TestImages.Png(1, 1, 8, 6, [200, 100, 50, 128]))), "on black");
        Assert.AreEqual("(18, 86, 154)",
            FirstPixel(_files.Write("d.png", TestImages.Png(1, 1, 16, 2, [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC]))));
        Assert.AreEqual("(127, 127, 127)", FirstPixel(_files.Write("g.png", TestImages.Png(1, 1, 16, 0, [0x7F, 0x40]))));
        Assert.AreEqual("(215, 255, 255)", FirstPixel(TestImages.Fixture("cmyk-adobe.jpg")), "40 of 255 cyan");
    }

    [TestMethod]
    [DataRow(1, "ABCDEF", 3)]
    [DataRow(2, "CBAFED", 3)]
    [DataRow(3, "FEDCBA", 3)]
    [DataRow(4, "DEFABC", 3)]
    [DataRow(5, "ADBECF", 2)]
    [DataRow(6, "DAEBFC", 2)]
    [DataRow(7, "FCEBDA", 2)]
    [DataRow(8, "CFBEAD", 2)]
    public void ExifOrientationIsApplied(int orientation, string blocks, int columns)
    {
        // Two rows of three grey blocks A B C / D E F, 48 pixels each so that tiles and their rests are both turned.
        using var picture = new SKBitmap(new SKImageInfo(144, 96, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(picture))
        {
            for (int block = 0; block < 6; block++)
            {
                byte grey = (byte)(20 + 40 * block);
                using var paint = new SKPaint { Color = new SKColor(grey, grey, grey) };
                canvas.DrawRect(block % 3 * 48, block / 3 * 48, 48, 48, paint);
            }
        }

        byte[] jpeg = TestImages.WithOrientation(TestImages.Encode(picture, SKEncodedImageFormat.Jpeg), orientation);
        foreach (int minimumShorterSide in new[] { 0, 8 })
        {
            using PixelImage image = ImageFile.Decode(_files.Write("turned.jpg", jpeg), minimumShorterSide);
            int reduction = minimumShorterSide == 0 ? 1 : 4;
            Assert.AreEqual((columns * 48 / reduction, 288 / columns / reduction), (image.Width, image.Height));
            Assert.AreEqual((columns * 48, 288 / columns), (image.FullWidth, image.FullHeight));
            string seen = string.Concat(Enumerable.Range(0, 6)
                .Select(block => Block(image, (block % columns * 48 + 24) / reduction, (block / columns * 48 + 24) / reduction)));
            Assert.AreEqual(blocks, seen);
        }
    }

    [TestMethod]
    public void ExifOrientationOfAPngIsAppliedWhereverItStands()
    {
        foreach (int orientation in Enumerable.Range(1, 8))
        {
            using PixelImage jpeg =
                ImageFile.Decode(_files.Write("turned.jpg", TestImages.WithOrientation(TestImages.Jpeg(61, 43), orientation)));
            using PixelImage stored = ImageFile.Decode(_files.Write("stored.png", TestImages.Png(61, 43)));
            using PixelImage expected = ImageOrientation.Upright(stored, (SKEncodedOrigin)orientation);
            Assert.AreEqual((jpeg.Width, jpeg.Height), (expected.Width, expected.Height), "both are turned by one rule");
            foreach (bool beforePixels in new[] { true, false })
            {
                foreach (bool littleEndian in new[] { true, false })
                {
                    byte[] png = TestImages.WithExif(TestImages.Png(61, 43), orientation, beforePixels, littleEndian);
                    using PixelImage image = ImageFile.Decode(_files.Write("turned.png", png));
                    Assert.AreEqual((expected.Width, expected.Height), (image.Width, image.Height));
                    Assert.IsTrue(expected.Pixels.SequenceEqual(image.Pixels),
                        $"orientation {orientation}, before the pixels: {beforePixels}");
                }
            }
        }
    }

    [TestMethod]
    public void APngThatPillowTurnedIsUpright()
    {
        using MLImage png = ImageFile.Load(TestImages.Fixture("orientation6.png"));
        Assert.AreEqual((43, 61), (png.Width, png.Height));
    }

    [TestMethod]
    public void ExifDataThatMakeNoSenseTurnNothing()
    {
        byte[] tiff = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
        Assert.AreEqual(SKEncodedOrigin.RightTop, ExifOrientation.Read(tiff));
        for (int length = 0; length < tiff.Length - 2; length++)
            Assert.AreEqual(SKEncodedOrigin.TopLeft, ExifOrientation.Read(tiff.AsSpan(0, length)), $"{length} bytes");
        foreach ((int at, byte value) in new (int, byte)[]
            { (0, 1), (4, 0xFF), (7, 60), (9, 0), (11, 0x13), (13, 4), (19, 0), (19, 9), (18, 1) })
        {
            byte[] changed = [.. tiff];
            changed[at] = value;
            Assert.AreEqual(SKEncodedOrigin.TopLeft, ExifOrientation.Read(changed), $"byte {at} is {value}");
        }
    }

    [TestMethod]
    public void AJpegMuchLargerThanNeededIsDecodedSmaller()
    {
        string path = _files.Write("large.jpg", TestImages.WithOrientation(TestImages.Jpeg(1001, 803), 2));
        foreach ((int side, int reduction) in new[] { (0, 1), (500, 1), (134, 1), (133, 2), (67, 2), (66, 4), (34, 4), (33, 8), (1, 8) })
        {
            using PixelImage image = ImageFile.Decode(path, side);
            Assert.AreEqual(((1001 + reduction - 1) / reduction, (803 + reduction - 1) / reduction), (image.Width, image.Height),
                $"for a side of {side}");
            Assert.AreEqual((1001, 803), (image.FullWidth, image.FullHeight));
            Assert.AreEqual(1001.0 / reduction, image.Horizontal.Length);
            Assert.AreEqual(image.Width
                - 1001.0 / reduction, image.Horizontal.Start, "the column that is covered in part is first in a mirrored image");
            Assert.AreEqual(new Extent(0, 803.0 / reduction), image.Vertical);
        }
    }

    [TestMethod]
    public void OtherFormatsAreDecodedInFull()
    {
        using PixelImage image = ImageFile.Decode(_files.Write("large.png", TestImages.Png(1001, 803)), minimumShorterSide: 10);
        Assert.AreEqual((1001, 803), (image.Width, image.Height));
    }

    [TestMethod]
    public void PixelImageCopiesAnMLImage()
    {
        byte[] pixels = [1, 2, 3, 255, 5, 6, 7, 255];
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, pixels);
        PixelImage copy = PixelImage.From(image);
        Assert.AreEqual((2, 1, PixelOrder.Rgba), (copy.Width, copy.Height, copy.Order));
        CollectionAssert.AreEqual(pixels, copy.Pixels.ToArray());
        copy.Dispose();
        copy.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => copy.Pixels.ToArray());
    }

    [TestMethod]
    public void StreamsAndBytesGiveThePixelsOfTheFile()
    {
        byte[] content = TestImages.WithOrientation(TestImages.Jpeg(61, 43), 6);
        using MLImage file = ImageFile.Load(_files.Write("file.jpg", content));
        using var seekable = new MemoryStream([9, 9, .. content]) { Position = 2 };
        using var network = new System.IO.Compression.ZLibStream(Compressed(content), System.IO.Compression.CompressionMode.Decompress);
        Assert.IsFalse(network.CanSeek);
        using MLImage one = ImageFile.Load(seekable), two = ImageFile.Load(network), three = ImageFile.Load(content.AsMemory());
        foreach (MLImage image in new[] { one, two, three })
        {
            Assert.AreEqual((43, 61, null), (image.Width, image.Height, image.Tag));
            CollectionAssert.AreEqual(file.GetBGRPixels, image.GetBGRPixels);
        }

        Assert.AreEqual(0, seekable.ReadByte() + 1, "read to the end, and still open");
        using PixelImage small = ImageFile.Decode(new MemoryStream(TestImages.Jpeg(800, 800)), null, minimumShorterSide: 10);
        Assert.AreEqual((100, 100), (small.Width, small.Height));
    }

    [TestMethod]
    public void BadStreamsAndBytesAreNamedAsTheCallerNamesThem()
    {
        byte[] page = "<!DOCTYPE html>"u8.ToArray();
        (string?, string) Of(Action load)
        {
            ImageReadException error = Assert.ThrowsExactly<ImageReadException>(load);
            return (error.Path, error.Message);
        }

        Assert.AreEqual(
            ("upload 7", "'upload 7' is no image that can be read (it looks like an HTML page)"),
            Of(() => ImageFile.Load(page.AsMemory(), "upload 7")));
        Assert.AreEqual((null, "this is no image that can be read (it looks like an HTML page)"),
            Of(() => ImageFile.Load(new MemoryStream(page))));
        Assert.AreEqual((null, "this is no image that can be read (the file is empty)"), Of(() => ImageFile.Load(new MemoryStream())));
        Assert.AreEqual((null, "this is no image that can be read (there are no bytes)"),
            Of(() => ImageFile.Load(ReadOnlyMemory<byte>.Empty)));
        byte[] cut = TestImages.Jpeg(160, 120)[..2000];
        Assert.AreEqual(
            ("x.jpg", "'x.jpg': the JPEG image is cut short: its 2,000 bytes end before the image does"),
            Of(() => ImageFile.Load(cut.AsMemory(), "x.jpg")));
    }

    private static MemoryStream Compressed(byte[] content)
    {
        var stream = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(stream, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            zlib.Write(content);
        stream.Position = 0;
        return stream;
    }

    private static string FirstPixel(string path)
    {
        using PixelImage image = ImageFile.Decode(path);
        Assert.AreEqual(PixelOrder.Bgra, image.Order);
        return $"({image.Pixels[2]}, {image.Pixels[1]}, {image.Pixels[0]})";
    }

    private static char Block(PixelImage image, int x, int y) => (char)('A' + (image.Pixels[(y * image.Width + x) * 4] - 20 + 20) / 40);
}
