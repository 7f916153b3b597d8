using System.Text.Json;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Small .caffemodel files that Google's protobuf wrote (test/oracles/caffe_files.py).</summary>
[TestClass]
public class CaffeFileTests
{
    [TestMethod]
    [DataRow("v2")]
    [DataRow("v1")]
    [DataRow("v0")]
    public void TensorsAreReadBitForBit(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Fixture("expected.json")));
        using IWeightFile file = WeightFile.Open(Fixture(name + ".caffemodel"));
        Assert.AreEqual("Caffe", file.Format);
        Assert.AreEqual("conv1.weight, conv1.bias, fc6.weight, fc6.bias", string.Join(", ", file.Tensors.Select(tensor => tensor.Name)));
        foreach (JsonProperty tensor in expected.RootElement.EnumerateObject())
        {
            long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            float[] values = [.. tensor.Value.GetProperty("values").EnumerateArray().Select(value => value.GetSingle())];
            CollectionAssert.AreEqual(shape, file.Shapes[tensor.Name], tensor.Name);
            float[] found = new float[values.Length];
            file.CopyTo(tensor.Name, found);
            CollectionAssert.AreEqual(values, found, tensor.Name);
        }
    }

    [TestMethod]
    public void LayersSayHowTheyCompute()
    {
        using IWeightFile opened = WeightFile.Open(Fixture("v2.caffemodel"));
        IReadOnlyList<CaffeLayer> layers = ((CaffeFile)opened).Layers;
        Assert.AreEqual("data, conv1, fc6, norm1, pool1", string.Join(", ", layers.Select(layer => layer.Name)));
        Assert.AreEqual(new CaffeWindow(3, 3, 2, 2, 1, 1, 1), layers[1].Convolution);
        Assert.AreEqual(new CaffeNormalization(3, 5e-5f, 0.75f, 1, WithinChannel: true), layers[3].Normalization);
        Assert.AreEqual(new CaffeWindow(3, 3, 2, 2, 0, 0, 1), layers[4].Pooling);
        Assert.AreEqual("double", opened.Tensors[2].Type);
    }

    [TestMethod]
    public void AFileOfNoKnownNetworkIsToldSo()
    {
        string path = Fixture("v1.caffemodel");
        string message = Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(path)).Message;
        Assert.StartsWith($"'{path}' carries no model card, and its 4 tensors are those of no known network.", message);
    }

    internal static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Weights", "Caffe", name);
}
