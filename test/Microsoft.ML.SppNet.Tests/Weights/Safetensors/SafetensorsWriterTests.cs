using System.Text;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SafetensorsWriterTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    [TestMethod]
    [DataRow(SafetensorsDType.F32, float.MaxValue, float.Epsilon, 0.1f, 0.1f)]
    [DataRow(SafetensorsDType.F16, 65504f, 5.9604645E-08f, 0.1f, 0.099975586f)]
    [DataRow(SafetensorsDType.BF16, 3.3895314E+38f, 9.18355E-41f, 0.1f, 0.100097656f)]
    public void WhatIsWrittenIsRead(SafetensorsDType type, float greatest, float least, float number, float rounded)
    {
        float[] values = [greatest, -greatest, least, -least, 0f, -0f, number, 1f];
        byte[] bytes = SafetensorsBytes.Write(new Dictionary<string, string> { ["card"] = "\"quoted\" ü\n" },
            new TensorSource("w", type, [2, 4], () => values));

        using SafetensorsFile file = SafetensorsBytes.Read(bytes);

        Assert.AreEqual("\"quoted\" ü\n", file.Metadata["card"]);
        Assert.AreEqual(type, file.Tensors["w"].DType);
        CollectionAssert.AreEqual(
            new[] { greatest, -greatest, least, -least, 0f, -0f, rounded, 1f }.Select(BitConverter.SingleToInt32Bits).ToArray(),
            file.Values("w").Select(BitConverter.SingleToInt32Bits).ToArray());
    }

    [TestMethod]
    public void LargeTensorsCrossTheChunksUnchanged()
    {
        float[] values = [.. Enumerable.Range(0, 50_001).Select(i => (float)Math.Sin(i))];
        using SafetensorsFile file = SafetensorsBytes.Read(
            SafetensorsBytes.Write(NoMetadata, new TensorSource("w", SafetensorsDType.F32, [50_001], () => values)));
        CollectionAssert.AreEqual(values, file.Values("w"));
    }

    [TestMethod]
    public void BFloat16IsRoundedToEven()
    {
        float[] values = [1.00390625f, 1.01171875f, 1.0039064f];
        using SafetensorsFile file = SafetensorsBytes.Read(
            SafetensorsBytes.Write(NoMetadata, new TensorSource("w", SafetensorsDType.BF16, [3], () => values)));
        Assert.AreEqual("1 1.015625 1.0078125", string.Join(' ', file.Values("w")));
    }

    [TestMethod]
    public void TheBytesAreTheSameEveryTimeAndAsTheFormatSays()
    {
        float[] one = [1f];
        TensorSource half = new("h", SafetensorsDType.F16, [1], () => one);
        TensorSource single = new("s", SafetensorsDType.F32, [], () => one);
        byte[] bytes = SafetensorsBytes.Write(new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }, half, single);
        byte[] again = SafetensorsBytes.Write(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, half, single);

        string header =
            """{"__metadata__":{"a":"1","b":"2"},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}"""
            + ""","h":{"dtype":"F16","shape":[1],"data_offsets":[4,6]}}""";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] expected = SafetensorsBytes.File(Encoding.ASCII.GetBytes(header), [0, 0, 0x80, 0x3F, 0, 0x3C]);
        CollectionAssert.AreEqual(expected, bytes);
        CollectionAssert.AreEqual(expected, again);
    }

    [TestMethod]
    [DataRow(SafetensorsDType.F32, float.NaN, "NaN")]
    [DataRow(SafetensorsDType.F16, 65520f, "65520")]
    [DataRow(SafetensorsDType.BF16, float.MaxValue, "3.4028234663852886E+38")]
    [DataRow(SafetensorsDType.BF16, float.NaN, "NaN")]
    public void AValueThatTheTypeCannotHoldIsRefused(SafetensorsDType type, float value, string shown)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() =>
            SafetensorsBytes.Write(NoMetadata, new TensorSource("w", type, [2], () => new[] { 0, value })));
        Assert.AreEqual($"Element 1 of tensor 'w' is {shown}, which {type} cannot hold as a finite number.", error.Message);
    }

    [TestMethod]
    public void TensorsThatCannotBeWrittenAreRefused()
    {
        TensorSource good = new("w", SafetensorsDType.F32, [2], () => new float[2]);
        Assert.AreEqual("The name 'w' comes twice or is reserved. (Parameter 'tensors')", ArgumentError(good, good));
        Assert.AreEqual("The name '__metadata__' comes twice or is reserved. (Parameter 'tensors')",
            ArgumentError(good with { Name = "__metadata__" }));
        Assert.AreEqual("Tensor 'w' is of type F64, expected F32, F16 or BF16. (Parameter 'tensors')",
            ArgumentError(good with { DType = SafetensorsDType.F64 }));
        Assert.AreEqual("Tensor 'w' has a negative dimension in its shape [2, -1]. (Parameter 'tensors')",
            ArgumentError(good with { Shape = [2, -1] }));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsBytes.Write(NoMetadata, good with { Shape = [3] }));
        Assert.AreEqual("Tensor 'w' of shape [3] has 3 elements, but 2 values came.", error.Message);
    }

    private static string ArgumentError(params TensorSource[] tensors) =>
        Assert.ThrowsExactly<ArgumentException>(() => SafetensorsBytes.Write(NoMetadata, tensors)).Message;
}
