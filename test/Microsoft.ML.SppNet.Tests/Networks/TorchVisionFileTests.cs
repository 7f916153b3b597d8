using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// torchvision's networks through every format, too large to be kept: <c>test/oracles/torchvision_files.py FOLDER</c> makes them, and the
/// environment variable SPPNET_TORCHVISION_FILES names the folder.
/// </summary>
[TestClass]
public class TorchVisionFileTests
{
    private static string? Folder => Environment.GetEnvironmentVariable("SPPNET_TORCHVISION_FILES");

    [TestMethod]
    public void EveryFormatGivesTorchVisionsMaps()
    {
        if (Folder is not { } folder)
        {
            Assert.Inconclusive("SPPNET_TORCHVISION_FILES names no folder with torchvision's networks.");
            return;
        }

        double worst = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*.pth").Order(StringComparer.Ordinal))
        {
            using var work = new TemporaryFolder();
            using SppNetwork network = SppNetwork.Load(path);
            network.Save(work["a.safetensors"]);
            string tap = network.Taps.Contains("pool5") ? "pool5" : SppNetwork.SppTap;
            network.SaveOnnx(work["a.onnx"], new OnnxExportOptions { Taps = [tap], Levels = [1] });
            using SppNetwork safetensors = SppNetwork.Load(work["a.safetensors"]), onnx = SppNetwork.Load(work["a.onnx"]);
            using SppNetwork script = SppNetwork.FromTorchScript(Path.ChangeExtension(path, ".pt"), network.Preprocessing);
            (string Format, SppNetwork Network, string Tap)[] all =
                [("pth", network, tap), ("safetensors", safetensors, tap),
                    ("ONNX", onnx, onnx.Taps.Contains(tap) ? tap : SppNetwork.SppTap), ("TorchScript", script, SppNetwork.SppTap)];
            foreach ((int height, int width) in new[] { (224, 224), (197, 301) })
            {
                string stem = $"{Path.ChangeExtension(path, null)}-{height}";
                using DisposeScope scope = NewDisposeScope();
                Tensor image = tensor(Floats(stem + ".in")).reshape(1, 3, height, width);
                float[] expected = Floats(stem + ".feat");
                foreach ((string format, SppNetwork loaded, string from) in all)
                {
                    float[] found = loaded.Forward(image, [from])[0].contiguous().Floats().ToArray();
                    Assert.HasCount(expected.Length, found, $"{path} {format}");
                    double difference = expected.Zip(found, (one, other) => Math.Abs((double)one - other)).Max()
                        / expected.Max(value => Math.Abs((double)value));
                    Console.WriteLine(FormattableString.Invariant($"{Path.GetFileName(stem)} {format}: {difference:E1}"));
                    worst = Math.Max(worst, difference);
                }
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
