using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// Whole networks of torchvision as PyTorch exports them, too large to be kept: <c>test/oracles/onnx_torchvision.py FOLDER</c> makes them,
/// and the environment variable SPPNET_ONNX_EXPORTS names the folder.
/// </summary>
[TestClass]
public class OnnxExportTests
{
    private static string? Folder => Environment.GetEnvironmentVariable("SPPNET_ONNX_EXPORTS");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void FeaturesAreTorchvisions()
    {
        if (Folder is not { } folder)
        {
            Assert.Inconclusive("SPPNET_ONNX_EXPORTS names no folder with exported networks.");
            return;
        }

        double worst = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*.onnx").Order())
        {
            using SppNetwork network = SppNetwork.Load(path);
            using var memory = new MemoryStream();
            network.Save(memory);
            foreach ((int height, int width) in new[] { (224, 224), (197, 301) })
            {
                string stem = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(path).Split('-')[0]}-{height}");
                using DisposeScope scope = NewDisposeScope();
                Tensor image = tensor(Floats(stem + ".in")).reshape(1, 3, height, width);
                string[] taps = path.Contains("squeezenet", StringComparison.Ordinal) ? ["concat8", "logits"]
                    : network.Taps.Contains("logits") ? ["spp", "logits"] : network.Taps.Contains("average") ? ["spp", "average"] : ["spp"];
                Tensor[] made = network.Forward(image, taps);
                string run = $"{Path.GetFileName(path)} {width}x{height}:";
                foreach ((Tensor actual, string ending) in made.Zip([".feat", ".logits"]))
                {
                    float[] expected = Floats(stem + ending);
                    float[] found = actual.contiguous().Floats().ToArray();
                    if (found.Length != expected.Length)
                    {
                        run += $" {ending} {found.Length} values for {expected.Length}";
                        continue;
                    }

                    double largest = expected.Max(Math.Abs), difference =
                        expected.Zip(found, (one, other) => Math.Abs((double)one - other)).Max() / largest;
                    run += FormattableString.Invariant($" {ending} {difference:E1}");
                    worst = Math.Max(worst, difference);
                }

                TestContext.WriteLine($"{run} {network.DescribeExecution()}");
                Console.WriteLine(run);
            }
        }

        Assert.IsLessThan(1e-4, worst);
    }

    private static float[] Floats(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        float[] values = new float[bytes.Length / sizeof(float)];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }
}
