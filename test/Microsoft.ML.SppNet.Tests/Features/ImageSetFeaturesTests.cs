namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ImageSetFeaturesTests
{
    private static readonly SppFeatureOptions Small = new() { Sizes = [64] };

    [TestMethod]
    public void CachedFeaturesAreThoseComputed()
    {
        using var folder = new TemporaryFolder();
        string[] paths = Images(folder, 5);
        using SppNetwork network = SppNetwork.Create("zf5");
        using SppFeatureExtractor first = Extractor(network), second = Extractor(network);

        FeatureMatrix computed = ImageSetFeatures.Extract(first, paths, folder["cache"])[0];
        FeatureMatrix cached = ImageSetFeatures.Extract(second, paths, folder["cache"])[0];

        Assert.AreEqual(TimeSpan.Zero, second.NetworkTime);
        Assert.AreEqual(5, cached.Rows);
        for (int row = 0; row < cached.Rows; row++)
            CollectionAssert.AreEqual(computed[row].ToArray(), cached[row].ToArray());
    }

    [TestMethod]
    public void ColumnsKeepTheirOrderAndRepeatedImagesTheirRows()
    {
        using var folder = new TemporaryFolder();
        string[] paths = Images(folder, 2);
        using SppNetwork network = SppNetwork.Create("zf5");
        SppFeatureColumn[] columns = [new("A") { Taps = ["conv4"], Levels = [1] }, new("B") { Taps = ["conv5"], Levels = [2] }];
        for (int run = 0; run < 2; run++)
        {
            using var extractor = new SppFeatureExtractor(network, Small, columns);
            FeatureMatrix[] matrices = ImageSetFeatures.Extract(extractor, [paths[1], paths[0], paths[1]], folder["cache"]);
            Assert.AreEqual(384, matrices[0].Columns);
            Assert.AreEqual(1024, matrices[1].Columns);
            CollectionAssert.AreEqual(matrices[1][0].ToArray(), matrices[1][2].ToArray());
            CollectionAssert.AreEqual(extractor.Extract(paths[0])[0], matrices[0][1].ToArray());
        }
    }

    [TestMethod]
    public void ACancelledRunKeepsWhatItHadFinished()
    {
        using var folder = new TemporaryFolder();
        string[] paths = Images(folder, 12);
        using SppNetwork network = SppNetwork.Create("zf5");
        using SppFeatureExtractor first = Extractor(network), second = Extractor(network);
        using var source = new CancellationTokenSource();
        var stop = new SynchronousProgress(progress =>
        {
            if (progress.Done == 4)
                source.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() =>
            ImageSetFeatures.Extract(first, paths, folder["cache"], stop, cancellation: source.Token));
        int found = -1;
        ImageSetFeatures.Extract(second, paths, folder["cache"], new SynchronousProgress(progress => found = progress.FromCache));

        // Each of these images is a batch of its own: not one that was finished is lost, though its window was not.
        Assert.AreEqual(4, found);
    }

    [TestMethod]
    [DataRow(-1, "has 1 damaged of 3 images: they are computed again.", DisplayName = "cut short")]
    [DataRow(3000, "has 1 damaged of 3 images: they are computed again.", DisplayName = "a byte changed in the first record")]
    [DataRow(10, "is not of this kind or is damaged: it is made anew.", DisplayName = "a byte changed in the header")]
    public void ADamagedCacheIsNoticedAndRedone(int changed, string warning)
    {
        using var folder = new TemporaryFolder();
        string[] paths = Images(folder, 3);
        using SppNetwork network = SppNetwork.Create("zf5");
        using SppFeatureExtractor extractor = Extractor(network), again = Extractor(network);
        FeatureMatrix expected = ImageSetFeatures.Extract(extractor, paths, folder["cache"])[0];
        string file = Directory.GetFiles(folder["cache"]).Single();
        byte[] bytes = File.ReadAllBytes(file);
        if (changed < 0)
            bytes = bytes[..^7];
        else
            bytes[changed] ^= 1;
        File.WriteAllBytes(file, bytes);

        var warnings = new List<string>();
        FeatureMatrix actual = ImageSetFeatures.Extract(again, paths, folder["cache"], warn: warnings.Add)[0];

        Assert.AreEqual($"The feature cache '{file}' {warning}", warnings.Single());
        for (int row = 0; row < expected.Rows; row++)
            GoldenFeatures.AssertClose(expected[row], actual[row], GoldenFeatures.BatchTolerance, $"row {row}");
    }

    [TestMethod]
    public void OtherWeightsOrOptionsDoNotShareACache()
    {
        using var folder = new TemporaryFolder();
        string[] paths = Images(folder, 1);
        using SppNetwork one = SppNetwork.Create("zf5", seed: 1), two = SppNetwork.Create("zf5", seed: 2);
        SppFeatureExtractor[] extractors =
        [
            Extractor(one), Extractor(two), new(one, new SppFeatureOptions { Sizes = [65] }),
            new(one, new SppFeatureOptions { Sizes = [64], Flip = true }),
            new(one, Small, new SppFeatureColumn("Features") { Levels = [3, 2, 1] }),
            new(one, Small, new SppFeatureColumn("Features") { Taps = ["conv4"] }),
        ];
        foreach (SppFeatureExtractor extractor in extractors)
        {
            using (extractor)
                ImageSetFeatures.Extract(extractor, paths, folder["cache"]);
        }

        Assert.HasCount(extractors.Length, Directory.GetFiles(folder["cache"]));
    }

    [TestMethod]
    public void AnImageThatChangesIsComputedAgain()
    {
        using var folder = new TemporaryFolder();
        string path = Images(folder, 1)[0];
        using SppNetwork network = SppNetwork.Create("zf5");
        using SppFeatureExtractor extractor = Extractor(network);
        float[] before = ImageSetFeatures.Extract(extractor, [path], folder["cache"])[0][0].ToArray();
        File.WriteAllBytes(path, TestImages.Png(90, 64));
        float[] after = ImageSetFeatures.Extract(extractor, [path], folder["cache"])[0][0].ToArray();
        CollectionAssert.AreNotEqual(before, after);
        CollectionAssert.AreEqual(extractor.Extract(path)[0], after);
    }

    [TestMethod]
    public void ABadImageIsNamed()
    {
        using var folder = new TemporaryFolder();
        string path = folder["text.jpg"];
        File.WriteAllText(path, "no picture");
        using SppNetwork network = SppNetwork.Create("zf5");
        using SppFeatureExtractor extractor = Extractor(network);
        ImageReadException error = Assert.ThrowsExactly<ImageReadException>(() => ImageSetFeatures.Extract(extractor, [path]));
        StringAssert.StartsWith(error.Message, $"'{path}' is no image that can be read");
    }

    private static SppFeatureExtractor Extractor(SppNetwork network) => new(network, Small);

    private static string[] Images(TemporaryFolder folder, int count)
    {
        string[] paths = [.. Enumerable.Range(0, count).Select(index => folder[$"image {index}.png"])];
        for (int index = 0; index < count; index++)
            File.WriteAllBytes(paths[index], TestImages.Png(70 + index, 66));
        return paths;
    }

    private sealed class SynchronousProgress(Action<FeatureProgress> report) : IProgress<FeatureProgress>
    {
        public void Report(FeatureProgress value) => report(value);
    }
}
