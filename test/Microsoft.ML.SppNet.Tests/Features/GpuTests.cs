using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Reading;
using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The GPU against the CPU, where there is a GPU.</summary>
[TestClass]
public class GpuTests
{
    [TestMethod]
    public void AnErrorOfABatchIsToldAsOnTheCpu()
    {
        foreach (RunDevice device in new[] { RunDevice.Cpu, new RunDevice(0) })
        {
            var error = Assert.ThrowsExactly<IOException>(() => DeviceBatching.Of(device)
                .ForEach([[1], [2]], _ => throw new IOException("disk full")));
            Assert.AreEqual("disk full", error.Message);
        }
    }

    [TestMethod]
    [DataRow(InferencePrecision.Float32, 1e-4)]
    [DataRow(InferencePrecision.TensorFloat32, 5e-3)]
    [DataRow(InferencePrecision.BFloat16, 5e-2)]
    public void FeaturesAreThoseOfTheCpu(InferencePrecision precision, double tolerance)
    {
        if (TorchBackend.GpuCount("these tests look for a GPU") == 0)
            Assert.Inconclusive("skipped: libtorch sees no GPU here");
        using var folder = new TemporaryFolder();
        // Two sizes of image, in batches of three: whole ones, a rest, and both flips.
        string[] images = [.. Enumerable.Range(0, 11)
            .Select(index => folder.Write($"{index}.png", TestImages.Png(index % 3 == 0 ? 150 : 120, 120 + index % 2)))];
        using SppNetwork network = SppNetwork.Create("resnet18");
        using var cpu = new SppFeatureExtractor(network, Options(InferencePrecision.Float32));
        using var gpu = new SppFeatureExtractor(network, Options(precision), [new SppFeatureColumn("Features")], new RunDevice(0));
        using var pipeline =
            new FeaturePipeline<int>(gpu, images.Select((path, index) => new ImageJob<int>(index, null, () => gpu.Decode(path))));
        for (int index = 0; pipeline.TryNext(out FeatureResult<int> result); index++)
        {
            Assert.AreEqual(index, result.Key);
            GoldenFeatures.AssertClose(cpu.Extract(images[index])[0], result.Vectors![0], tolerance, images[index]);
        }

        static SppFeatureOptions Options(InferencePrecision precision) =>
            new() { BatchSize = 3, Flip = true, Precision = precision, Sizes = [100, 120], Normalization = FeatureNormalization.L2 };
    }
}
