using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Every way to bring an image to an extractor, and what is an image's fault.</summary>
[TestClass]
public class ExtractManyTests
{
    [TestMethod]
    public void EveryWayInGivesTheSameVector()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.png", Pictures.Png(70, 60, 1));
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network, new SppFeatureOptions { Sizes = [48] });
        float[] expected = extractor.Extract(path)[0];
        using MLImage image = ImageFile.Load(path);
        CollectionAssert.AreEqual(expected, extractor.Extract(image)[0]);
        CollectionAssert.AreEqual(expected, extractor.Extract(File.ReadAllBytes(path).AsMemory(), "upload")[0]);
        using FileStream stream = File.OpenRead(path);
        CollectionAssert.AreEqual(expected, extractor.Extract(stream)[0]);
    }

    [TestMethod]
    public void ManyComeInOrderEachWithItsOwnError()
    {
        using var folder = new TemporaryFolder();
        string[] paths =
        [
            folder.Write("a.png", Pictures.Png(70, 60, 1)), folder.Write("b.jpg", "GIF89a"u8.ToArray()), folder["missing.png"],
            folder.Write("c.png", Pictures.Png(20, 20, 2)), folder.Write("d.png", Pictures.Png(60, 90, 3)),
        ];
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network);
        SppFeatureResult[] results = [.. extractor.ExtractMany(paths)];
        CollectionAssert.AreEqual(paths, results.Select(result => result.Path).ToArray());
        CollectionAssert.AreEqual(extractor.Extract(paths[0])[0], results[0].Vectors![0]);
        CollectionAssert.AreEqual(extractor.Extract(paths[4])[0], results[4].Vectors![0]);
        foreach (int bad in (int[])[1, 2])
        {
            Assert.IsNull(results[bad].Vectors);
            Assert.AreEqual(paths[bad], results[bad].Error!.Path);
            StringAssert.Contains(results[bad].Error!.Message, $"'{paths[bad]}'");
        }
    }

    [TestMethod]
    public void ATooSmallImageIsNamed()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("tiny.png", Pictures.Png(4, 4, 1));
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network);
        var error = Assert.ThrowsExactly<ImageReadException>(() => extractor.Extract(path));
        Assert.AreEqual(path, error.Path);
        StringAssert.StartsWith(error.Message, $"'{path}': image is 4x4 and ");
        Assert.AreEqual(error.Message, extractor.ExtractMany([path]).Single().Error!.Message);
    }

    /// <summary>A fault of the program's is never an image's, whatever its type: it ends the work, with --skip-bad too.</summary>
    [TestMethod]
    [DataRow(typeof(ArgumentException))]
    [DataRow(typeof(InvalidOperationException))]
    [DataRow(typeof(InvalidDataException))]
    public void AFaultOfTheProgramEndsTheWork(Type type)
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network);
        var jobs = new ImageJob<string>[] { new("x", "x.jpg", () => throw (Exception)Activator.CreateInstance(type, "a bug")!) };
        using var pipeline = new FeaturePipeline<string>(extractor, jobs);
        Assert.IsTrue(pipeline.TryNext(out FeatureResult<string> result));
        Assert.IsNotInstanceOfType<ImageReadException>(result.Error);
        Assert.AreEqual("a bug", Assert.ThrowsExactly<InvalidOperationException>(() => throw RowErrors.Thrown(result.Error!)).Message);
    }

    [TestMethod]
    public void AGpuThatIsNotThereIsAnErrorUnlessTheCpuMayStandIn()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            new SppFeatureExtractor(network, new SppFeatureOptions { GpuDeviceId = 99 }));
        StringAssert.StartsWith(error.Message, "GPU 99 was asked for, but ");
        using var standing = new SppFeatureExtractor(network, new SppFeatureOptions { GpuDeviceId = 99, FallbackToCpu = true });
        using PixelImage pixels = new(64, 64, PixelOrder.Bgra);
        Assert.AreEqual(standing.Dimensions[0], standing.Extract(pixels)[0].Length);
    }

    /// <summary>The file is made once the work has begun: whoever reads it before, to know it by its content, does not find it.</summary>
    [TestMethod]
    public void WithoutACacheNoFileIsReadBeforeItsTurn()
    {
        using var folder = new TemporaryFolder();
        string path = folder["a.png"];
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network, new SppFeatureOptions { Sizes = [48] });
        var begun = new Begun(() => folder.Write("a.png", Pictures.Png(70, 60, 1)));
        Assert.AreEqual(1, ImageSetFeatures.Extract(extractor, [path], progress: begun)[0].Rows);
    }

    /// <summary>The file has become another by then: whoever reads it a second time finds a damaged one.</summary>
    [TestMethod]
    public void AnImageOfOurOwnLoaderIsNotReadASecondTime()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.png", Pictures.Png(70, 60, 1));
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network, new SppFeatureOptions { Sizes = [48] });
        using MLImage own = ImageFile.Load(path), others = MLImage.CreateFromFile(path);
        others.Tag = path;
        float[] expected = extractor.Extract(path)[0];
        folder.Write("a.png", Pictures.Png(70, 60, 1)[..100]);
        CollectionAssert.AreEqual(expected, extractor.Extract(own)[0]);
        Assert.AreEqual(path, Assert.ThrowsExactly<ImageReadException>(() => extractor.Extract(others)).Path);
    }

    private sealed class Begun(Action once) : IProgress<FeatureProgress>
    {
        private bool _done;

        public void Report(FeatureProgress value)
        {
            if (!_done)
                once();
            _done = true;
        }
    }
}
