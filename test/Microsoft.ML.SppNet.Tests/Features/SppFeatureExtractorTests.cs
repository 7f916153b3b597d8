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
            GoldenFeatures.AssertClose(expected[image], extractor.Extract(images[image])[0], GoldenFeatures.Tolerance, $"{weights} {tap} {images[image]}");
    }

    public static IEnumerable<object[]> Cases => GoldenFeatures.Cases;
}
