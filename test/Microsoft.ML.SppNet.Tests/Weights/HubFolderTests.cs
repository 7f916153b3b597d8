using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Folders as model hubs hand them out.</summary>
[TestClass]
public class HubFolderTests
{
    [TestMethod]
    public void TheConfigurationSaysThePreprocessingOfItsWeights()
    {
        using var folder = new TemporaryFolder();
        WriteWeights(folder);
        folder.Write("config.json",
            [.. """{"pretrained_cfg":{"mean":[0.5,0.4,0.3],"std":[0.2,0.2,0.1],"license":"apache-2.0"}}"""u8]);
        using SppNetwork network = SppNetwork.Load(folder.Root);
        Assert.AreEqual("Rgb, mean [127.5, 102, 76.5], standard deviation [51, 51, 25.5]", network.Preprocessing.ToString());
        Assert.AreEqual("apache-2.0", network.Card.Licence);
        folder.Write("preprocessor_config.json", [.. """{"image_mean":[0,0,0],"image_std":[1,1,1]}"""u8]);
        using SppNetwork again = SppNetwork.Load(folder.Root);
        Assert.AreEqual("Rgb, mean [0, 0, 0], standard deviation [255, 255, 255]", again.Preprocessing.ToString());
    }

    [TestMethod]
    [DataRow("""{"model_type":"resnet","downsample_in_bottleneck":true}""", "stride in conv1")]
    [DataRow("""{"model_type":"resnet","downsample_in_bottleneck":false}""", "stride in conv2")]
    [DataRow("""{"model_type":"resnet"}""", null)]
    [DataRow("""["downsample_in_bottleneck"]""", null)]
    [DataRow("""{"downsample_in_bottleneck":"yes","pretrained_cfg":{"mean":[1,2],"std":["a",2,3]}}""", null)]
    public void WhereBlocksStrideIsTransformersToSay(string json, string? expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", System.Text.Encoding.UTF8.GetBytes(json));
        Dictionary<string, string> texts = HubFolder.Metadata(folder.Root);
        Assert.AreEqual(expected, texts.GetValueOrDefault("config.json"));
        Assert.HasCount(expected is null ? 0 : 1, texts);
    }

    [TestMethod]
    public void AConfigurationThatIsNoJsonIsNamed()
    {
        using var folder = new TemporaryFolder();
        WriteWeights(folder);
        string path = folder.Write("config.json", [.. "{"u8]);
        Assert.StartsWith($"'{path}' is no JSON: ", Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(folder.Root)).Message);
    }

    private static void WriteWeights(TemporaryFolder folder)
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var saved = new MemoryStream();
        network.Save(saved);
        using SafetensorsFile file = SafetensorsBytes.Read(saved.ToArray());
        folder.Write("model.safetensors", SafetensorsBytes.Write(
            new Dictionary<string, string> { ["format"] = "pt" },
            [.. file.Tensors.Values.Select(tensor =>
                new TensorSource(tensor.Name, SafetensorsDType.F32, tensor.Shape, () => file.Values(tensor.Name)))]));
    }
}
