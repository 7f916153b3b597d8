using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The network that the package brings.</summary>
[TestClass]
public class DefaultNetworkTests
{
    [TestMethod]
    public void ItIsSmallAndItsCardSaysWhatItIs()
    {
        using (Stream weights = typeof(SppNetwork).Assembly.GetManifestResourceStream("sppnet-compact.safetensors")!)
            Assert.IsLessThanOrEqualTo(8 << 20, weights.Length);
        using SppNetwork network = PretrainedNetworks.Default();
        Assert.AreEqual("sppnet-compact", network.Architecture.Name);
        Assert.IsEmpty(network.Warnings);
        Assert.HasCount(202, network.Card.Classes!);
        Assert.AreEqual(202, network.Channels("logits"));
        Assert.IsInRange(64, 224, network.Card.Size!.Value);
        StringAssert.Contains(network.Card.Source!, "Tiny ImageNet");
        StringAssert.Contains(network.Card.Licence!, "research");
    }

    [TestMethod]
    public void WithoutANetworkFeaturesAreItsOwn()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", Pictures.Png(150, 120, 1));
        var mlContext = new MLContext(seed: 1);
        IDataView images = mlContext.Data.LoadFromEnumerable([new { ImagePath = folder["a.png"] }]);
        float[] found = Only(mlContext.Transforms.ExtractSppFeatures("Features", "ImagePath"), images);
        using SppNetwork network = PretrainedNetworks.Default();
        float[] expected = Only(
            mlContext.Transforms.ExtractSppFeatures(
                "Features", "ImagePath", network, size: network.Card.Size!.Value, normalization: FeatureNormalization.L2),
            images);
        CollectionAssert.AreEqual(expected, found);
        Assert.AreEqual(1, Math.Sqrt(found.Sum(value => (double)value * value)), 1e-5);
    }

    /// <summary>He et al., section 3.1.5: ten views pooled from the maps say what ten crops of the image say, rather than what they say of
    /// another.</summary>
    [TestMethod]
    public void TenViewsOnMapsAgreeWithTenCrops()
    {
        using SppNetwork network = PretrainedNetworks.Default();
        Action<SKCanvas, SKPaint>[] pictures =
        [
            (canvas, paint) => canvas.DrawCircle(100, 80, 55, paint),
            (canvas, paint) => Array.ForEach([20, 60, 100, 140], top => canvas.DrawRect(10, top, 180, 16, paint)),
            (canvas, paint) => Array.ForEach([30, 80, 130], left => canvas.DrawRect(left, 20, 25, 130, paint)),
        ];
        float[][] crops = [.. pictures.Select(draw => Probabilities(network, draw, onMaps: false))];
        float[][] maps = [.. pictures.Select(draw => Probabilities(network, draw, onMaps: true))];
        for (int one = 0; one < pictures.Length; one++)
        {
            Assert.AreEqual(1, maps[one].Sum(), 1e-3);
            for (int other = 0; other < pictures.Length; other++)
            {
                if (other != one)
                    Assert.IsLessThan(Distance(maps[one], crops[other]), Distance(maps[one], crops[one]), $"{one} and {other}");
            }
        }
    }

    private static double Distance(float[] one, float[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Sum();

    private static float[] Only(SppFeatureEstimator estimator, IDataView images)
    {
        using SppFeatureTransformer transformer = estimator.Fit(images);
        return transformer.Transform(images).GetColumn<float[]>("Features").Single();
    }

    private static float[] Probabilities(SppNetwork network, Action<SKCanvas, SKPaint> draw, bool onMaps)
    {
        using PixelImage image = Drawn(draw);
        TestViews usual = TestViews.For(TestViewKind.Ten, network.Card.Size!.Value);
        var views = new TestViews(TestViewKind.Ten) { Window = usual.Window, ShorterSide = usual.ShorterSide, OnMaps = onMaps };
        using var extractor = new SppFeatureExtractor(
            network, new SppFeatureOptions { TestViews = views }, new SppFeatureColumn("Logits") { Taps = ["logits"] });
        return [.. extractor.Extract(image)[0].Select(MathF.Exp)];
    }

    private static PixelImage Drawn(Action<SKCanvas, SKPaint> draw)
    {
        using var bitmap = new SKBitmap(200, 170, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(20, 60, 110));
        using var paint = new SKPaint { Color = new SKColor(230, 180, 40), IsAntialias = true };
        draw(canvas, paint);
        canvas.Flush();
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return ImageFile.Decode(png.ToArray(), "drawn.png", 0);
    }
}
