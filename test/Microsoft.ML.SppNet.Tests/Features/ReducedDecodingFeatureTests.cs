using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Imaging;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A JPEG far larger than the sizes asked for: how it is decoded, and that its features are nearly those of all its
/// pixels.</summary>
[TestClass]
public sealed class ReducedDecodingFeatureTests
{
    private static readonly MLContext Context = new(1);
    private static readonly SppNetwork Network = SppNetwork.Create("squeezenet1.1", seed: 2);
    private static readonly TemporaryFolder Files = new();

    [ClassInitialize]
    public static void Draw(TestContext context)
    {
        using SKBitmap picture = Noise(3000, 2000);
        byte[] jpeg = TestImages.Encode(picture, SKEncodedImageFormat.Jpeg);
        Files.Write("large.jpg", jpeg);
        Files.Write("turned.jpg", TestImages.WithOrientation(jpeg, 6));
        Files.Write("large.png", TestImages.Png(1000, 800));
    }

    [ClassCleanup]
    public static void Remove() => Files.Dispose();

    [TestMethod]
    [DataRow("large.jpg", 3000, 2000, new int[0], ImageView.Full, ResizeKernel.Triangle, 1)]
    [DataRow("large.jpg", 3000, 2000, new[] { 334 }, ImageView.Full, ResizeKernel.Triangle, 1)]
    [DataRow("large.jpg", 3000, 2000, new[] { 333 }, ImageView.Full, ResizeKernel.Triangle, 2)]
    [DataRow("large.jpg", 3000, 2000, new[] { 160 }, ImageView.Full, ResizeKernel.Triangle, 4)]
    [DataRow("large.jpg", 3000, 2000, new[] { 64 }, ImageView.Full, ResizeKernel.Triangle, 8)]
    [DataRow("large.jpg", 3000, 2000, new[] { 64, 333, 160 }, ImageView.Full, ResizeKernel.Triangle, 2)]
    [DataRow("large.jpg", 3000, 2000, new[] { 160 }, ImageView.Crop, ResizeKernel.Triangle, 4)]
    [DataRow("large.jpg", 3000, 2000, new[] { 160 }, ImageView.Warp, ResizeKernel.Triangle, 4)]
    [DataRow("large.jpg", 3000, 2000, new[] { 160 }, ImageView.Full, ResizeKernel.Bilinear, 1)]
    [DataRow("turned.jpg", 2000, 3000, new[] { 160 }, ImageView.Full, ResizeKernel.Triangle, 4)]
    [DataRow("large.png", 1000, 800, new[] { 32 }, ImageView.Full, ResizeKernel.Triangle, 1)]
    public void TheLargestSizeDecidesTheScale(string file, int width, int height, int[] sizes, ImageView view, ResizeKernel kernel,
        int reduction)
    {
        using var extractor = new SppFeatureExtractor(Network, new SppFeatureOptions { Sizes = sizes, View = view, Kernel = kernel });
        using PixelImage image = extractor.Decode(Files[file]);
        Assert.AreEqual((width, height), (image.FullWidth, image.FullHeight));
        Assert.AreEqual((width / reduction, height / reduction), (image.Width, image.Height));
    }

    /// <summary>Measured: 0.0045 and 0.0038; the tolerance is twice that. One pixel more in the size changes these features by
    /// 0.07.</summary>
    [TestMethod]
    [DataRow("large.jpg")]
    [DataRow("turned.jpg")]
    public void FeaturesAreNearlyThoseOfAllPixels(string file)
    {
        using var extractor = new SppFeatureExtractor(Network, new SppFeatureOptions { Sizes = [160] });
        using var larger = new SppFeatureExtractor(Network, new SppFeatureOptions { Sizes = [161] });
        using PixelImage full = ImageFile.Decode(Files[file]);
        float[] expected = extractor.Extract(full)[0], reduced = extractor.Extract(Files[file])[0];
        double change = Change(expected, reduced), changeBySize = Change(expected, larger.Extract(full)[0]);
        Assert.IsTrue(change is > 0 and < 0.01, $"{change}");
        Assert.IsLessThan(changeBySize / 5, change);
    }

    /// <summary>Were one of the ways to decode in full, its features would differ by a hundred times the tolerance.</summary>
    [TestMethod]
    public void EveryWayFromAPathGivesTheSameFeatures()
    {
        string path = Files["large.jpg"];
        var options = new SppFeatureOptions { Sizes = [160] };
        using var extractor = new SppFeatureExtractor(Network, options);
        float[] expected = extractor.Extract(path)[0];

        IDataView data = Context.Data.LoadFromEnumerable([new PathRow { ImagePath = path }]);
        using SppFeatureTransformer model =
            Context.Transforms.ExtractSppFeatures("ImagePath", Network, options, new SppFeatureColumn("Features")).Fit(data);
        GoldenFeatures.AssertClose(expected, model.Transform(data).GetColumn<float[]>("Features").Single(), GoldenFeatures.BatchTolerance,
            "Transform");
        PredictionEngine<PathRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<PathRow, FeatureRow>(model);
        GoldenFeatures.AssertClose(expected, engine.Predict(new PathRow { ImagePath = path }).Features, GoldenFeatures.BatchTolerance,
            "PredictionEngine");
        GoldenFeatures.AssertClose(expected, ImageSetFeatures.Extract(extractor, [path])[0][0], GoldenFeatures.BatchTolerance,
            "ImageSetFeatures");
        string output = Files["tool.npy"];
        ToolRun run =
            ToolRun.Of("extract", "--images", path, "--architecture", "squeezenet1.1", "--seed", "2", "--size", "160", "--output", output);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        GoldenFeatures.AssertClose(expected, NpyReader.Read(output).Values, GoldenFeatures.BatchTolerance, "the tool");
    }

    /// <summary>Noise of all scales, as in photographs, the same on every machine.</summary>
    private static SKBitmap Noise(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        using SKShader shader = SKShader.CreatePerlinNoiseTurbulence(0.02f, 0.03f, numOctaves: 6, seed: 1);
        using var paint = new SKPaint { Shader = shader };
        canvas.Clear(SKColors.White);
        canvas.DrawPaint(paint);
        return bitmap;
    }

    private static double Change(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        TensorPrimitives.Distance(expected, actual) / TensorPrimitives.Norm(expected);
}
