using System.Text.Json;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Files that PyTorch 1.13 wrote (test/oracles/pytorch_files.py), in both formats, against what PyTorch says that they
/// hold.</summary>
[TestClass]
public class PyTorchFileTests
{
    private static readonly Lazy<JsonDocument> Expected = new(() => JsonDocument.Parse(File.ReadAllBytes(Fixture("expected.json"))));

    [TestMethod]
    [DataRow("types-zip.pth")]
    [DataRow("types-legacy.pth")]
    [DataRow("views-zip.pth")]
    [DataRow("views-legacy.pth")]
    [DataRow("deflated.pth")]
    [DataRow("checkpoint-zip.pth")]
    [DataRow("checkpoint-legacy.pth")]
    [DataRow("module-dict.bin")]
    [DataRow("nested.pt")]
    public void EveryTensorIsReadBitForBit(string name)
    {
        using IWeightFile file = WeightFile.Open(Fixture(name));
        Assert.AreEqual("PyTorch", file.Format);
        JsonProperty[] tensors = [.. Expected.Value.RootElement.GetProperty(name).EnumerateObject()];
        CollectionAssert.AreEquivalent(tensors.Select(tensor => tensor.Name).ToArray(), file.Shapes.Keys.ToArray());
        foreach (JsonProperty tensor in tensors)
        {
            long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            double[] values = [.. tensor.Value.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
            CollectionAssert.AreEqual(shape, file.Shapes[tensor.Name], tensor.Name);
            if (tensor.Value.GetProperty("type").GetString() == "torch.int64")
            {
                Assert.AreEqual((long)values[0], file.Counter(tensor.Name), tensor.Name);
                continue;
            }

            float[] read = new float[values.Length];
            file.CopyTo(tensor.Name, read);
            CollectionAssert.AreEqual(values.Select(value => (float)value).ToArray(), read, tensor.Name);
        }
    }

    [TestMethod]
    public void TypesAreTold()
    {
        using IWeightFile file = WeightFile.Open(Fixture("types-zip.pth"));
        Assert.AreEqual(
            "float64 F64, float32 F32, float16 F16, bfloat16 BF16, bn.num_batches_tracked I64, scalar F32, empty F32, parameter F32",
            string.Join(", ", file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type}")));
        Assert.AreEqual(
            $"'{file.Name}': tensor 'bn.num_batches_tracked' is of type I64, expected F16, BF16, F32 or F64 for weights.",
            Assert.ThrowsExactly<InvalidDataException>(() => file.CopyTo("bn.num_batches_tracked", new float[1])).Message);
        Assert.AreEqual(
            $"Tensor 'scalar' of '{file.Name}' has 1 elements, the destination 2. (Parameter 'destination')",
            Assert.ThrowsExactly<ArgumentException>(() => file.CopyTo("scalar", new float[2])).Message);
        Assert.ThrowsExactly<KeyNotFoundException>(() => file.CopyTo("none", []));
    }

    [TestMethod]
    [DataRow("whole-module.pth", "its pickle names 'torch.nn.modules.container.Sequential', which no tensor needs; nothing of it was run. "
        + "In Python, save the weights alone: torch.save(model.state_dict(), path)")]
    public void WhatIsNoStateDictionaryIsRefused(string name, string what) => Assert.AreEqual(
        $"'{Fixture(name)}' cannot be read as PyTorch weights: {what}.",
        Assert.ThrowsExactly<InvalidDataException>(() => WeightFile.Open(Fixture(name))).Message);

    internal static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Weights", "PyTorch", name);
}
