using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Sizes, flips, normalisation and views, worked out from plain extractions.</summary>
[TestClass]
public class FeatureOptionsTests
{
    private const double Tolerance = 1e-5;
    private static readonly SppNetwork Network = SppNetwork.Create("squeezenet1.1", seed: 4);

    [TestMethod]
    public void SeveralSizesAreConcatenatedAveragedOrTheirMaximum()
    {
        float[] small = Extract(new() { Sizes = [40] }), large = Extract(new() { Sizes = [61] });
        GoldenFeatures.AssertClose((float[])[.. small, .. large], Extract(new() { Sizes = [40, 61] }), Tolerance, "concatenated");
        GoldenFeatures.AssertClose((float[])[.. large, .. small], Extract(new() { Sizes = [61, 40] }), Tolerance, "in their order");
        GoldenFeatures.AssertClose(small.Zip(large, (a, b) => (a + b) / 2).ToArray(),
            Extract(new() { Sizes = [40, 61], Combine = SizeCombination.Mean }), Tolerance, "mean");
        GoldenFeatures.AssertClose(small.Zip(large, Math.Max).ToArray(), Extract(new() { Sizes = [40, 61], Combine = SizeCombination.Max }),
            Tolerance, "maximum");
    }

    [TestMethod]
    public void AFlipIsTheMeanOfBothImages()
    {
        byte[] pixels = Pictures.Bytes(50, 44, 3), mirrored = new byte[pixels.Length];
        for (int index = 0; index < 50 * 44; index++)
            pixels.AsSpan(4 * index, 4).CopyTo(mirrored.AsSpan(4 * (index / 50 * 50 + 49 - index % 50)));
        float[] one = Extract(new(), Image(50, 44, pixels)), other = Extract(new(), Image(50, 44, mirrored));
        Assert.IsGreaterThan(0.01f, TensorPrimitives.Distance<float>(one, other), "the picture is its own mirror image");
        GoldenFeatures.AssertClose(one.Zip(other, (a, b) => (a + b) / 2).ToArray(), Extract(new() { Flip = true }, Image(50, 44, pixels)),
            Tolerance, "flip");
    }

    [TestMethod]
    public void L2DividesTheWholeByItsLength()
    {
        float[] plain = Extract(new() { Sizes = [40, 61] }),
        normal = Extract(new() { Sizes = [40, 61], Normalization = FeatureNormalization.L2 });
        float length = MathF.Sqrt(plain.Sum(value => value * value));
        GoldenFeatures.AssertClose(plain.Select(value => value / length).ToArray(), normal, Tolerance, "L2");
    }

    [TestMethod]
    public void L2PerPartDividesEachTapAtEachSizeThenTheWhole()
    {
        SppFeatureColumn[] columns = [new("F") { Taps = ["fire2", "spp"], Levels = [2, 1] }];
        float[] plain = Extract(new() { Sizes = [40, 61] }, columns: columns), expected = [.. plain];
        int first = 5 * 128, second = 5 * 512, start = 0;
        foreach (int part in new[] { first, second, first, second })
        {
            Unit(expected.AsSpan(start, part));
            start += part;
        }

        Assert.AreEqual(plain.Length, start);
        Unit(expected);
        GoldenFeatures.AssertClose(expected, Extract(new() { Sizes = [40, 61], Normalization = FeatureNormalization.L2PerPart },
            columns: columns), Tolerance, "L2 per part");
    }

    [TestMethod]
    public void ZerosStayZerosUnderL2()
    {
        float[] vector = new float[6];
        var column = new PlannedColumn("F", [new FeaturePart(0, null, 6, 0)], 6, 6);
        var options = new SppFeatureOptions { Normalization = FeatureNormalization.L2PerPart };
        FeatureAccumulator.FinishSize(column, options, vector);
        FeatureAccumulator.FinishImage(column, options, vector);
        CollectionAssert.AreEqual(new float[6], vector);
    }

    [TestMethod]
    public void ACropIsTheMiddle()
    {
        byte[] pixels = Pictures.Bytes(80, 40, 5);
        byte[] middle = new byte[40 * 40 * 4];
        for (int row = 0; row < 40; row++)
            pixels.AsSpan((row * 80 + 20) * 4, 160).CopyTo(middle.AsSpan(row * 160));
        GoldenFeatures.AssertClose(
            Extract(new(), Image(40, 40, middle)), Extract(new() { Sizes = [40], View = ImageView.Crop }, Image(80, 40, pixels)), Tolerance,
            "crop");
    }

    /// <summary>Where all columns are alike, squeezing them together changes nothing but their number.</summary>
    [TestMethod]
    public void AWarpGivesUpTheAspect()
    {
        static byte[] Rows(int width) => [.. Enumerable.Range(0, 40 * width)
            .SelectMany(index => new byte[] { (byte)(index / width * 6), (byte)(index / width % 7 * 30), 90, 255 })];
        float[] square = Extract(new(), Image(40, 40, Rows(40)));
        GoldenFeatures.AssertClose(square, Extract(new() { Sizes = [40], View = ImageView.Warp }, Image(80, 40, Rows(80))), Tolerance,
            "warp");
        Assert.IsGreaterThan(1e-3, TensorPrimitives.Distance<float>(square, Extract(new() { Sizes = [40] }, Image(80, 40, Rows(80))))
            / TensorPrimitives.Norm<float>(square));
    }

    [TestMethod]
    public void SeveralColumnsAreWhatEachWouldBeAlone()
    {
        SppFeatureColumn[] columns =
            [new("A") { Taps = ["conv1", "fire5"], Levels = [3] }, new("B"), new("C") { Taps = ["fire5"], Levels = [1, 2] }];
        using var extractor = new SppFeatureExtractor(Network, null, columns);
        using PixelImage pixels = Picture();
        float[][] together = extractor.Extract(pixels);
        for (int column = 0; column < columns.Length; column++)
            GoldenFeatures.AssertClose(Extract(new(), columns: columns[column]), together[column], Tolerance, columns[column].Name);
        CollectionAssert.AreEqual(new[] { 9 * (64 + 256), 50 * 512, 5 * 256 }, extractor.Dimensions.ToArray());
    }

    [TestMethod]
    public void DefaultsAreTheDocumented()
    {
        var options = new SppFeatureOptions();
        Assert.HasCount(0, options.Sizes);
        Assert.AreEqual(
            (SizeCombination.Concatenate, ImageView.Full, false, ResizeKernel.Triangle, FeatureNormalization.None, 0,
                InferencePrecision.Float32, null, null, null, BadImages.Throw),
            (options.Combine, options.View, options.Flip, options.Kernel, options.Normalization, options.BatchSize, options.Precision,
                options.GpuDeviceId, options.FallbackToCpu, options.ImageFolder,
                options.BadImages));
        var column = new SppFeatureColumn("F");
        CollectionAssert.AreEqual(new[] { "spp" }, column.Taps.ToArray());
        CollectionAssert.AreEqual(new[] { 6, 3, 2, 1 }, column.Levels.ToArray());
    }

    private static float[] Extract(SppFeatureOptions options, PixelImage? image = null, params SppFeatureColumn[] columns)
    {
        using PixelImage pixels = image ?? Picture();
        using var extractor = new SppFeatureExtractor(Network, options, columns);
        return extractor.Extract(pixels)[0];
    }

    private static PixelImage Picture() => Image(57, 49, Pictures.Bytes(57, 49, 2));

    private static PixelImage Image(int width, int height, byte[] pixels)
    {
        var image = new PixelImage(width, height, PixelOrder.Bgra);
        pixels.CopyTo(image.Pixels);
        return image;
    }

    private static void Unit(Span<float> vector) => TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
}
