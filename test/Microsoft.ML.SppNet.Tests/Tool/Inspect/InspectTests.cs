using System.Text.Json;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class InspectTests
{
    [TestMethod]
    public void AFileWithACardTellsAll()
    {
        using var folder = new TemporaryFolder();
        using (SppNetwork network = SppNetwork.Create("zf5", 1))
            network.Save(folder["zf5.safetensors"]);
        ToolRun run = ToolRun.Of("inspect", "--network", folder["zf5.safetensors"], "--levels", "2,1", "--json", folder["x.json"]);
        Assert.AreEqual("", run.Error);
        Assert.AreEqual(0, run.ExitCode);
        StringAssert.Contains(run.Output, "conv1: 96 filters 7x7, stride 2, padding 1, ReLU (tap conv1)\n", StringComparison.Ordinal);
        StringAssert.Contains(run.Output, "conv1.weight  F32 [96, 3, 7, 7]\n", StringComparison.Ordinal);
        StringAssert.Contains(run.Output, "spp  256 channels, 1280 dimensions, images from 31 pixels\n", StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["x.json"]));
        Assert.IsTrue(json.RootElement.GetProperty("hasCard").GetBoolean());
        Assert.AreEqual("zf5", json.RootElement.GetProperty("card").GetProperty("architecture").GetString());
        Assert.AreEqual("bgr", json.RootElement.GetProperty("card").GetProperty("channels").GetString());
    }

    [TestMethod]
    public void PaddingMayBeChosenForWeightsWithACardButNotTheirStructure()
    {
        using var folder = new TemporaryFolder();
        string path = folder["zf5.safetensors"];
        using (SppNetwork network = SppNetwork.Create("zf5", 1))
            network.Save(path);
        ToolRun run = ToolRun.Of("inspect", "--network", path, "--padding", "deployment");
        StringAssert.Contains(run.Output, "conv1: 96 filters 7x7, stride 2, padding 3, ReLU (tap conv1)\n", StringComparison.Ordinal);
        ToolRun other = ToolRun.Of("inspect", "--network", path, "--architecture", "vgg16");
        Assert.AreEqual(3, other.ExitCode);
        Assert.AreEqual($"sppnet: '{path}': its model card says zf5, not vgg16.\n", other.Error);
    }

    [TestMethod]
    public void AFileWithoutACardIsKnownByItsTensors()
    {
        string path = SharedData.Require("weights", "alexnet-conv.safetensors");
        ToolRun bare = ToolRun.Of("inspect", "--network", path);
        StringAssert.Contains(bare.Output, "format:        safetensors, without a model card: sppnet weights convert writes one\n",
            StringComparison.Ordinal);
        StringAssert.Contains(bare.Output, "architecture:  alexnet, padding training", StringComparison.Ordinal);
        StringAssert.Contains(bare.Output, "conv2.weight  F16 [256, 48, 5, 5]\n", StringComparison.Ordinal);
        ToolRun named = ToolRun.Of("inspect", "--network", path, "--architecture", "alexnet");
        StringAssert.Contains(named.Output, "parameters:    2,334,080\n", StringComparison.Ordinal);
        StringAssert.Contains(named.Output, "conv5  256 channels, 12800 dimensions, images from 35 pixels\n", StringComparison.Ordinal);
    }
}
