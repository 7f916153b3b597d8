using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary><c>sppnet weights</c>.</summary>
[TestClass]
public class WeightsCommandTests
{
    [TestMethod]
    public void ConvertWritesTheCardThatAFileLacks()
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", 3);
        using var saved = new MemoryStream();
        network.Save(saved);
        using SafetensorsFile file = SafetensorsBytes.Read(saved.ToArray());
        string bare = folder.Write("bare.bin", SafetensorsBytes.Write(
            new Dictionary<string, string> { ["licence"] = "MIT" },
            [.. file.Tensors.Values.Select(tensor =>
                new TensorSource("module." + tensor.Name, SafetensorsDType.F32, tensor.Shape, () => file.Values(tensor.Name)))]));
        string converted = folder["with-card.safetensors"];
        ToolRun run = ToolRun.Of("weights", "convert", bare, converted, "--mean", "1,2,3");
        Assert.AreEqual(
            $"{converted}: squeezenet1.1 (padding Training, head SpatialPyramid 6-3-2-1, stride in Conv2), Bgr, mean [1, 2, 3], standard "
                + "deviation [1, 1, 1]\n",
            run.Output + run.Error);
        using SppNetwork loaded = SppNetwork.Load(converted);
        Assert.AreEqual("MIT", loaded.Card.Licence);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, loaded.Preprocessing.Mean.ToArray());
        Assert.AreEqual(network.ParameterCount, loaded.ParameterCount);
    }

    [TestMethod]
    public void ConvertWritesAnOnnxGraph()
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", 3);
        (string from, string to) = (folder["a.safetensors"], folder["a.onnx"]);
        network.Save(from);
        ToolRun run = ToolRun.Of(
            "weights", "convert", from, to, "--tap", "fire9,fire5", "--levels", "2,1", "--size", "64x96", "--normalize", "l2");
        Assert.AreEqual(
            $"{to}: image [N, 3, 64, 96] in RGB, 0 to 255 → features of fire9, fire5; operator set 13, format version 7\n",
            run.Output + run.Error);
        using SppNetwork again = SppNetwork.Load(to);
        CollectionAssert.AreEqual(network.Fingerprint.ToArray(), again.Fingerprint.ToArray());
        ToolRun wrong = ToolRun.Of("weights", "convert", from, folder["b.safetensors"], "--normalize", "l2");
        Assert.AreEqual((2, "sppnet: --normalize is for .onnx files.\n"), (wrong.ExitCode, wrong.Error));
    }

    [TestMethod]
    public void ConvertTakesNoOtherOutput()
    {
        ToolRun run = ToolRun.Of("weights", "convert", "a.pth", "b.pth");
        Assert.AreEqual((2, "sppnet: The output is a .safetensors or .onnx file, not 'b.pth'.\n"), (run.ExitCode, run.Error));
    }

    [TestMethod]
    public void InspectShowsWhatAFileOfNoKnownNetworkHolds()
    {
        ToolRun run = ToolRun.Of("weights", "inspect", PyTorchFileTests.Fixture("checkpoint-legacy.pth"));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Output, "carries no model card, and its 9 tensors are those of no known network.",
            StringComparison.Ordinal);
        StringAssert.Contains(run.Output, "format:        PyTorch, without a model card: sppnet weights convert writes one\n",
            StringComparison.Ordinal);
        StringAssert.Contains(run.Output, "module.0.weight  F32 [4, 3, 3, 3]\n", StringComparison.Ordinal);
    }
}
