using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed class ImageTensorWriterTests
{
    private static readonly Preprocessing Raw = new();

    [TestMethod]
    public void TriangleEqualsTorchsAntialiasedInterpolation() =>
        AssertEqualToFixture("torch_triangle.bin", sizeof(float), ResizeKernel.Triangle, 1e-3f);

    [TestMethod]
    public void TriangleIsWithinOneLevelOfPil() => AssertEqualToFixture("pil_triangle.bin", sizeof(byte), ResizeKernel.Triangle, 1f);

    [TestMethod]
    public void BilinearEqualsTorchsInterpolation() =>
        AssertEqualToFixture("torch_bilinear.bin", sizeof(float), ResizeKernel.Bilinear, 1e-3f);

    [TestMethod]
    public void BilinearByHand()
    {
        // One row 0 100 200 40, halved without antialiasing: centres at 1 and 3, each half-way between two pixels. Tripled from two pixels:
        // centres at 1/6, 1/2, 5/6, 7/6, 3/2, 11/6 pixels, of which the first and last lie outside the outer pixels' centres.
        AssertRow([0, 100, 200, 40], 2, ResizeKernel.Bilinear, [50, 120]);
        AssertRow([0, 90], 6, ResizeKernel.Bilinear, [0, 0, 30, 60, 90, 90]);
        AssertRow([0, 0, 90, 0, 0, 0], 2, ResizeKernel.Bilinear, [0, 0]);
    }

    [TestMethod]
    public void TriangleByHand()
    {
        // Six pixels to two: half-width 3 around 1.5: weights 2/3, 1, 2/3, 1/3, 0 over 8/3.
        AssertRow([0, 0, 90, 0, 0, 0], 2, ResizeKernel.Triangle, [22.5f, 11.25f]);
    }

    [TestMethod]
    [DataRow(31, 23)]
    [DataRow(1, 1)]
    [DataRow(1, 7)]
    [DataRow(64, 2)]
    public void EqualSizeIsAnExactCopy(int width, int height)
    {
        using PixelImage image = Formula(width, height);
        foreach (ResizeKernel kernel in Enum.GetValues<ResizeKernel>())
        {
            float[] written = Write(image, ImageGeometry.For(width, height, 0, ImageView.Full), kernel, Raw, flip: false);
            for (int index = 0; index < written.Length; index++)
                Assert.AreEqual(Formula(index / 3 % width, index / 3 / width, index % 3), written[index]);
        }
    }

    [TestMethod]
    [DataRow(PixelOrder.Bgra, ChannelOrder.Rgb)]
    [DataRow(PixelOrder.Bgra, ChannelOrder.Bgr)]
    [DataRow(PixelOrder.Rgba, ChannelOrder.Rgb)]
    [DataRow(PixelOrder.Rgba, ChannelOrder.Bgr)]
    public void ChannelsAreOrderedAndNormalised(object order, ChannelOrder channels)
    {
        using var image = new PixelImage(1, 1, (PixelOrder)order);
        byte[] pixel = (PixelOrder)order == PixelOrder.Bgra ? [30, 20, 10, 255] : [10, 20, 30, 255];
        pixel.CopyTo(image.Pixels);
        var preprocessing = new Preprocessing { Channels = channels, Mean = [1, 2, 3], StandardDeviation = [2, 4, 8] };
        float[] written = Write(image, ImageGeometry.For(1, 1, 0, ImageView.Full), ResizeKernel.Triangle, preprocessing, flip: false);
        float[] values = channels == ChannelOrder.Rgb ? [10, 20, 30] : [30, 20, 10];
        CollectionAssert.AreEqual(new[] { (values[0] - 1) / 2, (values[1] - 2) / 4, (values[2] - 3) / 8 }, written);
    }

    [TestMethod]
    [DataRow(97, 61, 30)]
    [DataRow(60, 97, 45)]
    [DataRow(20, 33, 64)]
    [DataRow(301, 10, 17)]
    public void ACropEqualsTheCropOfTheWholeBitForBit(int width, int height, int size)
    {
        using PixelImage image = Formula(width, height);
        foreach (ResizeKernel kernel in Enum.GetValues<ResizeKernel>())
        {
            ImageGeometry whole = ImageGeometry.For(width, height, size, ImageView.Full),
            crop = ImageGeometry.For(width, height, size, ImageView.Crop);
            float[] all = Write(image, whole, kernel, Raw, flip: false), part = Write(image, crop, kernel, Raw, flip: false);
            for (int y = 0; y < size; y++)
            {
                CollectionAssert.AreEqual(
                    all.AsSpan(((y + (int)crop.Top) * whole.Width + (int)crop.Left) * 3, size * 3).ToArray(),
                    part.AsSpan(y * size * 3, size * 3).ToArray());
            }
        }
    }

    [TestMethod]
    public void AFlipMirrorsColumnsAndNothingElse()
    {
        using PixelImage image = Formula(50, 37);
        ImageGeometry geometry = ImageGeometry.For(50, 37, 24, ImageView.Full);
        float[] plain = Write(image, geometry, ResizeKernel.Triangle, Preprocessing.TorchVision, flip: false);
        float[] flipped = Write(image, geometry, ResizeKernel.Triangle, Preprocessing.TorchVision, flip: true);
        for (int index = 0; index < plain.Length; index++)
        {
            (int y, int x, int c) = (index / 3 / geometry.Width, index / 3 % geometry.Width, index % 3);
            Assert.AreEqual(plain[(y * geometry.Width + geometry.Width - 1 - x) * 3 + c], flipped[index]);
        }
    }

    [TestMethod]
    public void ManyThreadsWriteTheSame()
    {
        using PixelImage image = Formula(200, 150);
        ImageGeometry geometry = ImageGeometry.For(200, 150, 64, ImageView.Full);
        float[] alone = Write(image, geometry, ResizeKernel.Triangle, Raw, flip: false);
        Parallel.For(0, 32, _ => CollectionAssert.AreEqual(alone, Write(image, geometry, ResizeKernel.Triangle, Raw, flip: false)));
    }

    [TestMethod]
    public void AColumnCoveredInPartKeepsTheScale()
    {
        // 5 pixels decoded at half scale: 3 pixels, the last one covered by half. As 5 outputs they keep the places of the 5.
        using var image = new PixelImage(3, 1, PixelOrder.Rgba) { FullWidth = 5, FullHeight = 1, Horizontal = new Extent(0, 2.5) };
        byte[] pixels = [0, 0, 0, 255, 100, 100, 100, 255, 200, 200, 200, 255];
        pixels.CopyTo(image.Pixels);
        float[] written = Write(image, ImageGeometry.For(5, 1, 0, ImageView.Full), ResizeKernel.Triangle, Raw, flip: false);
        float[] expected = [0, 25, 75, 125, 175];
        for (int x = 0; x < 5; x++)
            Assert.AreEqual(expected[x], written[3 * x], 1e-4f);
    }

    [TestMethod]
    public void ATargetOfAnotherLengthIsRefused()
    {
        using PixelImage image = Formula(4, 4);
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => ImageTensorWriter.Write(image, ImageGeometry.For(4, 4, 2, ImageView.Warp), ResizeKernel.Triangle, Raw, false,
                new float[11]));
        Assert.AreEqual("11 floats cannot hold 2 x 2 x 3 (Parameter 'destination')", error.Message);
    }

    private static void AssertRow(byte[] values, int width, ResizeKernel kernel, float[] expected)
    {
        using var image = new PixelImage(values.Length, 1, PixelOrder.Rgba);
        for (int x = 0; x < values.Length; x++)
            image.Pixels.Slice(4 * x, 4).Fill(values[x]);
        float[] written = Write(image, new ImageGeometry(width, 1, 0, 0, width, 1), kernel, Raw, flip: false);
        for (int x = 0; x < width; x++)
            Assert.AreEqual(expected[x], written[3 * x], 1e-4f, $"column {x}");
    }

    private static void AssertEqualToFixture(string name, int valueSize, ResizeKernel kernel, float tolerance)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(TestImages.Fixture(name));
        int cases = 0;
        for (; rest.Length > 0; cases++)
        {
            ReadOnlySpan<int> header = MemoryMarshal.Cast<byte, int>(rest[..16]);
            (int sourceWidth, int sourceHeight, int width, int height) = (header[0], header[1], header[2], header[3]);
            using PixelImage image = Formula(sourceWidth, sourceHeight);
            float[] written = Write(image, new ImageGeometry(width, height, 0, 0, width, height), kernel, Raw, flip: false);
            rest = rest[16..];
            for (int index = 0; index < written.Length; index++)
            {
                float expected = valueSize == 1 ? rest[index] : BinaryPrimitives.ReadSingleLittleEndian(rest[(index * 4)..]);
                Assert.AreEqual(expected, written[index], tolerance, $"{sourceWidth}x{sourceHeight} to {width}x{height}, value {index}");
            }

            rest = rest[(written.Length * valueSize)..];
        }

        Assert.AreEqual(14, cases);
    }

    private static float[] Write(PixelImage image, ImageGeometry geometry, ResizeKernel kernel, Preprocessing preprocessing, bool flip)
    {
        float[] written = new float[geometry.Width * geometry.Height * 3];
        ImageTensorWriter.Write(image, geometry, kernel, preprocessing, flip, written);
        return written;
    }

    /// <summary>The picture of test/oracles/pil_resize.py.</summary>
    private static PixelImage Formula(int width, int height)
    {
        var image = new PixelImage(width, height, PixelOrder.Rgba);
        for (int index = 0; index < width * height * 4; index++)
            image.Pixels[index] = index % 4 == 3 ? (byte)255 : Formula(index / 4 % width, index / 4 / width, index % 4);
        return image;
    }

    private static byte Formula(int x, int y, int c) => (byte)(x * x * 7 + y * y * (c + 3) + x * y * 5 + c * 71);
}
