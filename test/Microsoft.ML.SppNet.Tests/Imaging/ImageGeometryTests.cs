using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed class ImageGeometryTests
{
    [TestMethod]
    [DataRow(500, 375, 224, 299, 224)]
    [DataRow(375, 500, 224, 224, 299)]
    [DataRow(300, 200, 0, 300, 200)]
    [DataRow(224, 224, 224, 224, 224)]
    [DataRow(3, 2, 1, 2, 1)] // 1.5 up
    [DataRow(5, 2, 1, 3, 1)] // 2.5 up, where banker's rounding gives 2
    [DataRow(1, 1, 224, 224, 224)]
    [DataRow(20_000, 10, 0, 20_000, 10)]
    public void TheShorterSideIsTheSizeAndTheAspectIsKept(int width, int height, int size, int resizedWidth, int resizedHeight) =>
        Assert.AreEqual(
            new ImageGeometry(resizedWidth, resizedHeight, 0, 0, resizedWidth, resizedHeight),
            ImageGeometry.For(width, height, size, ImageView.Full));

    [TestMethod]
    [DataRow(500, 375, 224, 299, 224, 37, 0)]
    [DataRow(375, 500, 224, 224, 299, 0, 37)]
    [DataRow(20_000, 10, 224, 448_000, 224, 223_888, 0)]
    [DataRow(1, 200_000_000, 224, 224, 44_800_000_000, 0, 22_399_999_888)]
    public void TheCropIsTheCentreSquare(int width, int height, int size, long resizedWidth, long resizedHeight, long left, long top) =>
        Assert.AreEqual(new ImageGeometry(resizedWidth, resizedHeight, left, top, size, size),
            ImageGeometry.For(width, height, size, ImageView.Crop));

    [TestMethod]
    public void AWarpIsASquare() =>
        Assert.AreEqual(new ImageGeometry(224, 224, 0, 0, 224, 224), ImageGeometry.For(500, 33, 224, ImageView.Warp));

    [TestMethod]
    public void PropertiesHoldForManySizes()
    {
        var random = new Random(7);
        for (int round = 0; round < 5_000; round++)
        {
            (int width, int height, int size) = (random.Next(1, 700), random.Next(1, 700), random.Next(1, 60));
            ImageGeometry full = ImageGeometry.For(width, height, size, ImageView.Full), crop =
                ImageGeometry.For(width, height, size, ImageView.Crop);
            string what = $"{width}x{height} at {size}";
            Assert.AreEqual(size, Math.Min(full.Width, full.Height), what);
            Assert.AreEqual((int)Math.Round((double)Math.Max(width, height) * size
                / Math.Min(width, height), MidpointRounding.AwayFromZero), Math.Max(full.Width, full.Height), what);
            Assert.AreEqual(full, ImageGeometry.For(height, width, size, ImageView.Full) is var turned
                ? new ImageGeometry(turned.ResizedHeight, turned.ResizedWidth, turned.Top, turned.Left, turned.Height, turned.Width)
                : default, what);
            Assert.AreEqual((full.ResizedWidth, full.ResizedHeight, size, size),
                (crop.ResizedWidth, crop.ResizedHeight, crop.Width, crop.Height), what);
            Assert.IsTrue(crop.Left >= 0 && crop.Left + size <= full.Width && crop.Top >= 0 && crop.Top + size <= full.Height, what);
            Assert.IsTrue(Math.Abs(full.Width - size - 2 * crop.Left) <= 1 && Math.Abs(full.Height - size - 2 * crop.Top) <= 1, what);
        }
    }

    [TestMethod]
    [DataRow(ImageView.Crop)]
    [DataRow(ImageView.Warp)]
    public void ASquareNeedsASize(ImageView view) => Assert.AreEqual(
        $"The view {view} needs a size; only the view Full can be had at an image's native size (0). (Parameter 'size')",
        Assert.ThrowsExactly<ArgumentException>(() => ImageGeometry.For(10, 10, 0, view)).Message);

    [TestMethod]
    [DataRow(20_000, 10, 224, ImageView.Full, "image is 20000x10, which becomes 448000x224 at size 224: more than 33,554,432 pixels")]
    [DataRow(8192, 4097, 0, ImageView.Full, "image is 8192x4097: more than 33,554,432 pixels")]
    [DataRow(10, 10, 5793, ImageView.Warp, "image is 10x10, which becomes 5793x5793 at size 5793: more than 33,554,432 pixels")]
    [DataRow(1, 200_000_000, int.MaxValue, ImageView.Full,
        "image is 1x200000000, which becomes 2147483647x429496729400000000 at size 2147483647: more than 33,554,432 pixels")]
    public void AnInputThatIsTooLargeIsRefused(int width, int height, int size, ImageView view, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => ImageGeometry.For(width, height, size, view)).Message);

    [TestMethod]
    public void TheLargestInputIsAccepted() => Assert.AreEqual(4096, ImageGeometry.For(8192, 4096, 0, ImageView.Full).Height);
}
