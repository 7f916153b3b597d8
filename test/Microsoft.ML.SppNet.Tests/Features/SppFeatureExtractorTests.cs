using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SppFeatureExtractorTests
{
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FeaturesAgreeWithPyTorch(string weights, NetworkArchitecture architecture, string tap)
    {
        using SppNetwork network = GoldenFeatures.Network(weights, architecture);
        using var extractor = new SppFeatureExtractor(network, columns: new SppFeatureColumn("Features") { Taps = [tap] });
        float[][] expected = GoldenFeatures.Read(weights, tap);
        string[] images = GoldenFeatures.Images();
        for (int image = 0; image < images.Length; image++)
            GoldenFeatures.AssertClose(expected[image], extractor.Extract(images[image])[0], GoldenFeatures.Tolerance,
                $"{weights} {tap} {images[image]}");
    }

    [TestMethod]
    public void AnImageWhoseMapsAreBeyondTensorsIsRefusedInWords()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        using var extractor = new SppFeatureExtractor(network);
        using var image = new PixelImage(5500, 5600, PixelOrder.Bgra);
        ImageReadException error = Assert.ThrowsExactly<ImageReadException>(() => extractor.Extract(image));
        Assert.AreEqual(
            "image is 5500x5600 and one of the network's feature maps would take more than 2 GiB: give a smaller size, such as 224",
            error.Message);
    }

    public static IEnumerable<object[]> Cases => GoldenFeatures.Cases;
}
