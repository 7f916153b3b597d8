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

    /// <summary>He et al., section 3.1.5: ten views pooled from the maps say nearly what ten crops of the image say.</summary>
    [TestMethod]
    public void TenViewsOnMapsAgreeWithTenCrops()
    {
        using SppNetwork network = PretrainedNetworks.Default();
        using PixelImage image = Drawn();
        float[] crops = Probabilities(network, image, onMaps: false), maps = Probabilities(network, image, onMaps: true);
        Assert.AreEqual(1, maps.Sum(), 1e-3);
        // Half the sum of the differences: 0 for the same answer, 1 for another class altogether.
        double distance = crops.Zip(maps, (one, other) => Math.Abs(one - other)).Sum() / 2;
        Assert.IsLessThan(0.25, distance);
        Assert.IsGreaterThan(0.0, distance);
    }

    private static float[] Only(SppFeatureEstimator estimator, IDataView images)
    {
        using SppFeatureTransformer transformer = estimator.Fit(images);
        return transformer.Transform(images).GetColumn<float[]>("Features").Single();
    }

    private static float[] Probabilities(SppNetwork network, PixelImage image, bool onMaps)
    {
        TestViews usual = TestViews.For(TestViewKind.Ten, network.Card.Size!.Value);
        var views = new TestViews(TestViewKind.Ten) { Window = usual.Window, ShorterSide = usual.ShorterSide, OnMaps = onMaps };
        using var extractor = new SppFeatureExtractor(
            network, new SppFeatureOptions { TestViews = views }, new SppFeatureColumn("Logits") { Taps = ["logits"] });
        return [.. extractor.Extract(image)[0].Select(MathF.Exp)];
    }

    /// <summary>A bright disc and a bar before a dark ground.</summary>
    private static PixelImage Drawn()
    {
        using var bitmap = new SKBitmap(200, 170, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(20, 60, 110));
        using var paint = new SKPaint { Color = new SKColor(230, 180, 40), IsAntialias = true };
        canvas.DrawCircle(100, 80, 55, paint);
        canvas.DrawRect(20, 140, 160, 14, paint);
        canvas.Flush();
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return ImageFile.Decode(png.ToArray(), "drawn.png", 0);
    }
}
