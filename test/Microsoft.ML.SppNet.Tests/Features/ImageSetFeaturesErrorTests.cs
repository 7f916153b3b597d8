namespace Microsoft.ML.SppNet.Tests;

/// <summary>Sets of files in which one cannot be used.</summary>
[TestClass]
public class ImageSetFeaturesErrorTests
{
    [TestMethod]
    public void ABadFileIsNamedInItsOwnWords()
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network);
        File.WriteAllBytes(folder["good.png"], Pictures.Png(40, 40, 0));
        File.WriteAllBytes(folder["small.png"], Pictures.Png(5, 5, 0));
        Refused(folder["gone.png"], $"'{folder["gone.png"]}' does not exist");
        Refused(folder["small.png"],
            $"'{folder["small.png"]}': image is 5x5 and the tap spp needs at least 17 pixels on the shorter side: give a larger size");

        void Refused(string bad, string message) => Assert.AreEqual(
            message, Assert.ThrowsExactly<ImageReadException>(() =>
                ImageSetFeatures.Extract(extractor, [folder["good.png"], bad])).Message);
    }

    [TestMethod]
    public void CancellationIsCancellation()
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network);
        File.WriteAllBytes(folder["good.png"], Pictures.Png(40, 40, 0));
        Assert.Throws<OperationCanceledException>(() =>
            ImageSetFeatures.Extract(extractor, [folder["good.png"]], cancellation: new CancellationToken(canceled: true)));
    }
}
