using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Files that are no whole image: the same words whether the file is read here or was read by ML.NET's LoadImages.</summary>
[TestClass]
public sealed class BadImageFileTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [TestMethod]
    public void EmptyPath() => Assert.AreEqual(
        "The path of the image file is empty.", Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load("")).Message);

    [TestMethod]
    public void NullPath() =>
        Assert.AreEqual("path", Assert.ThrowsExactly<ArgumentNullException>(() => ImageFile.Load((string)null!)).ParamName);

    [TestMethod]
    public void MissingFile()
    {
        string path = _files["missing.jpg"];
        Assert.AreEqual($"'{path}' does not exist", Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load(path)).Message);
    }

    [TestMethod]
    public void Folder()
    {
        string path = _files["folder.jpg"];
        Directory.CreateDirectory(path);
        AssertError(path, $"'{path}' is no image that can be read (it is a folder)");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void LinkToNothing()
    {
        string path = _files["link.jpg"];
        File.CreateSymbolicLink(path, "nothing.jpg");
        AssertError(path, $"'{path}' is no image that can be read (it is a link to '{_files["nothing.jpg"]}', which does not exist)");
    }

    [TestMethod]
    public void EmptyFile()
    {
        string path = _files.Write("empty.jpg", []);
        AssertError(path, $"'{path}' is no image that can be read (the file is empty)");
    }

    [TestMethod]
    public void TextNamedJpg()
    {
        string path = _files.Write("text.jpg", Encoding.UTF8.GetBytes("This is no photograph, whatever its name says."));
        AssertError(path, $"'{path}' is no image that can be read (it looks like text)");
    }

    [TestMethod]
    public void BytesOfNoKnownKind()
    {
        string path = _files.Write("noise.jpg", [1, 2, 3, 4, 5]);
        AssertError(path, $"'{path}' is no image that can be read (its first bytes are those of no known image format)");
    }

    [TestMethod]
    public void DeniedFile()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("skipped: Windows has no Unix file modes");
        if (Environment.IsPrivilegedProcess)
            Assert.Inconclusive("skipped: this user may read every file");
        string path = _files.Write("denied.jpg", TestImages.Jpeg(8, 8));
#pragma warning disable CA1416 // Not reached on Windows: Inconclusive throws.
        File.SetUnixFileMode(path, UnixFileMode.None);
#pragma warning restore CA1416
        Assert.AreEqual($"'{path}' cannot be read: access is denied",
            Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load(path)).Message);
    }

    [TestMethod]
    public void TooManyPixels()
    {
        string path = _files.Write("huge.png", TestImages.Png(20_000, 13_422, bitDepth: 8, colourType: 0, lines: []));
        AssertError(path, $"'{path}': the image is 20000x13422: more than 268,435,456 pixels");
    }

    [TestMethod]
    public void JpegCutShortAnywhereIsNeverAPicture()
    {
        byte[] jpeg = TestImages.Jpeg(160, 120);
        int step = jpeg.Length / 50;
        for (int length = 4; length < jpeg.Length - 40; length += step)
        {
            string path = _files.Write("cut.jpg", jpeg[..length]);
            AssertError(path, CutShort(path, "JPEG", length));
        }
    }

    [TestMethod]
    public void PngCutShortAnywhereIsNeverAPicture()
    {
        byte[] png = TestImages.Png(160, 120);
        int step = png.Length / 50;
        for (int length = 9; length < png.Length - 60; length += step)
        {
            string path = _files.Write("cut.png", png[..length]);
            AssertError(path, CutShort(path, "PNG", length));
        }
    }

    [TestMethod]
    [DataRow("cut.jpg", "JPEG")]
    [DataRow("cut.png", "PNG")]
    [DataRow("cut.webp", "WebP")]
    public void LoadImagesTakesAFileCutShortAndRequireCompleteDoesNot(string name, string format)
    {
        byte[] content = Content(name);
        int length = content.Length * 2 / 3;
        string path = _files.Write(name, content[..length]);
        using MLImage image = name == "cut.webp" ? ImageFile.Load(_files.Write("whole.webp", content)) : TestImages.AsMLNet(path);
        image.Tag = path;

        Assert.AreEqual(CutShort(path, format, length),
            Assert.ThrowsExactly<ImageReadException>(() => ImageFile.RequireComplete(image)).Message);
    }

    [TestMethod]
    [DataRow("whole.jpg")]
    [DataRow("whole.png")]
    [DataRow("whole.webp")]
    public void WhatFollowsAWholeImageDoesNotMatter(string name)
    {
        byte[] content = Content(name);
        string path = _files.Write(name, [.. content, .. new byte[10_000]]);
        using MLImage image = TestImages.AsMLNet(path);
        ImageFile.RequireComplete(image);
        using MLImage ours = ImageFile.Load(path);
        CollectionAssert.AreEqual(image.GetBGRPixels, ours.GetBGRPixels);
    }

    [TestMethod]
    public void AJpegWithAThumbnailInItsExifIsStillCutShort()
    {
        byte[] thumbnail = TestImages.Jpeg(16, 16), jpeg = TestImages.Jpeg(160, 120);
        byte[] content =
            [0xFF, 0xD8, 0xFF, 0xE1, (byte)((thumbnail.Length + 2) >> 8), (byte)(thumbnail.Length + 2), .. thumbnail, .. jpeg[2..^2000]];
        string path = _files.Write("thumbnail.jpg", content);
        AssertError(path, CutShort(path, "JPEG", content.Length));
    }

    [TestMethod]
    public void AJpegWithoutItsEndMarkerIsCutShort()
    {
        byte[] content = TestImages.Jpeg(160, 120)[..^2];
        string path = _files.Write("no-end.jpg", content);
        AssertError(path, CutShort(path, "JPEG", content.Length));
    }

    [TestMethod]
    public void APngThatLacksOnlyItsEndChunkIsWhole()
    {
        string path = _files.Write("no-end.png", TestImages.Png(160, 120)[..^12]);
        using MLImage image = TestImages.AsMLNet(path);
        ImageFile.RequireComplete(image);
        using MLImage ours = ImageFile.Load(path);
        CollectionAssert.AreEqual(image.GetBGRPixels, ours.GetBGRPixels);
    }

    [TestMethod]
    public void AFileThatIsTooLongIsNotRead()
    {
        string path = _files["video.jpg"];
        using (var stream = new FileStream(path, FileMode.CreateNew))
            stream.SetLength((1L << 30) + 1);
        AssertError(path, $"'{path}' is no image that can be read (more than 1,073,741,824 bytes are too many)");
    }

    [TestMethod]
    public void AHeaderThatMakesNoSense()
    {
        string path = _files.Write("header.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xD9]);
        AssertError(path, $"'{path}': the header of the JPEG image is damaged");
    }

    [TestMethod]
    public void DamagedPixels()
    {
        byte[] content = TestImages.Png(160, 120);
        content[content.Length / 2] ^= 0x55;
        string path = _files.Write("damaged.png", content);
        AssertError(path, $"'{path}': the PNG image is damaged (Skia's decoder says ErrorInInput)");
    }

    [TestMethod]
    public void RandomDamageIsAPictureOrAnErrorThatNamesTheFile()
    {
        var random = new Random(3);
        int errors = 0;
        foreach (string name in new[] { "whole.jpg", "whole.png", "whole.webp" })
        {
            for (int round = 0; round < 60; round++)
            {
                byte[] content = Content(name);
                for (int change = 0; change < 8; change++)
                    content[random.Next(round % 2 == 0 ? 200 : content.Length)] = (byte)random.Next(256);
                string path = _files.Write(name, content);
                try
                {
                    ImageFile.Decode(path, minimumShorterSide: round % 3 * 10).Dispose();
                }
                catch (ImageReadException error)
                {
                    Assert.StartsWith($"'{path}'", error.Message);
                    errors++;
                }
            }
        }

        Assert.IsGreaterThan(30, errors);
    }

    [TestMethod]
    public void CmykWithoutAdobesMarkerIsAnErrorAndNotBlack()
    {
        string path = TestImages.Fixture("cmyk-no-marker.jpg");
        using MLImage image = TestImages.AsMLNet(path);
        Assert.IsTrue(image.GetBGRPixels.All(value => value == 0), "what LoadImages makes of it");
        AssertError(path,
            $"'{path}': the JPEG image is CMYK without Adobe's marker, so whether its inks are stored inverted is not known: convert it "
                + "to RGB");
    }

    [TestMethod]
    public void ImagesThatCameFromNoImageFilePass()
    {
        using MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255]);
        foreach (string? tag in new[] { null, "", "cat", _files["gone.jpg"], _files.Write("labels.txt", [65, 66]) })
        {
            image.Tag = tag;
            ImageFile.RequireComplete(image);
        }

        Assert.AreEqual(1, image.Width);
    }

    private static byte[] Content(string name)
    {
        if (name.EndsWith("png", StringComparison.Ordinal))
            return TestImages.Png(160, 120);
        if (name.EndsWith("jpg", StringComparison.Ordinal))
            return TestImages.Jpeg(160, 120);
        using SkiaSharp.SKBitmap picture = TestImages.Picture(160, 120);
        return TestImages.Encode(picture, SkiaSharp.SKEncodedImageFormat.Webp);
    }

    private static string CutShort(string path, string format, int length) =>
        $"'{path}': the {format} image is cut short: its {length:N0} bytes end before the image does";

    private static void AssertError(string path, string message)
    {
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load(path)).Message);
        if (!File.Exists(path) || !message.Contains("': the JPEG", StringComparison.Ordinal))
            return;
        using MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255]);
        image.Tag = path;
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => ImageFile.RequireComplete(image)).Message);
    }
}
