using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SafetensorsFileTests
{
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Weights", "every-weight-type.safetensors");

    [TestMethod]
    public void ReadsWhatAnIndependentProgramWrote()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Fixture);

        Assert.AreEqual("half brain bn.num_batches_tracked double empty single", string.Join(' ', file.Tensors.Keys));
        Assert.AreEqual("Größe \U0001F600", file.Metadata["note"]);
        CollectionAssert.AreEqual(new long[] { 2, 4 }, file.Tensors["half"].Shape.ToArray());
        Assert.AreEqual(new { DType = SafetensorsDType.I64, ElementCount = 1L, Offset = 32L, ByteLength = 8L },
            file.Tensors.Select(t => new { t.Value.DType, t.Value.ElementCount, t.Value.Offset, t.Value.ByteLength }).ElementAt(2));
        CollectionAssert.AreEqual(Array.Empty<float>(), file.Values("empty"));
        AssertBits([0f, -0f, 1f, -2.5f, (float)0.333333333333, 6e-8f, -6e-8f, 65504f], file.Values("single"));
        AssertBits([0f, -0f, 1f, -2.5f, (float)0.333333333333, 6e-8f, -6e-8f, 65504f], file.Values("double"));
        AssertBits([0f, -0f, 1f, -2.5f, 0.33325195f, 5.9604645E-08f, -5.9604645E-08f, 65504f], file.Values("half"));
        AssertBits([0f, -0f, 1f, -2.5f, 0.33398438f, 6.0070306E-08f, -6.0070306E-08f, 65536f], file.Values("brain"));
    }

    [TestMethod]
    public void AStreamThatCannotSeekGivesTheSameAsTheMappedFile()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntryFromFile(Fixture, "weights");
        using var opened = new ZipArchive(zip, ZipArchiveMode.Read);
        using Stream entry = opened.GetEntry("weights")!.Open();

        using SafetensorsFile streamed = SafetensorsFile.Read(entry, "model.zip");
        using SafetensorsFile mapped = SafetensorsFile.Open(Fixture);

        Assert.AreEqual("model.zip", streamed.Name);
        CollectionAssert.AreEqual(mapped.Tensors.Keys.ToArray(), streamed.Tensors.Keys.ToArray());
        foreach (string name in new[] { "half", "brain", "double", "single" })
            AssertBits(mapped.Values(name), streamed.Values(name));
    }

    [TestMethod]
    public void EveryHalfAndEveryBfloat16IsReadExactly()
    {
        ushort[] all = [.. Enumerable.Range(0, 65536).Select(bits => (ushort)bits)];
        ushort[] halves = [.. all.Where(bits => Half.IsFinite(BitConverter.UInt16BitsToHalf(bits)))];
        ushort[] brains = [.. all.Where(bits => float.IsFinite(BitConverter.UInt32BitsToSingle((uint)bits << 16)))];

        using SafetensorsFile half =
            SafetensorsBytes.Read(SafetensorsBytes.One("F16", MemoryMarshal.AsBytes<ushort>(halves).ToArray(), halves.Length));
        using SafetensorsFile brain =
            SafetensorsBytes.Read(SafetensorsBytes.One("BF16", MemoryMarshal.AsBytes<ushort>(brains).ToArray(), brains.Length));

        AssertBits([.. halves.Select(bits => (float)BitConverter.UInt16BitsToHalf(bits))], half.Values("a"));
        AssertBits([.. brains.Select(bits => BitConverter.UInt32BitsToSingle((uint)bits << 16))], brain.Values("a"));
    }

    [TestMethod]
    public void DoublesAreRoundedToTheNearestSingle()
    {
        double[] values = [Math.PI, -1e-310, 1e-45, float.MaxValue, 1 + 1e-8, 16777217];
        using SafetensorsFile file =
            SafetensorsBytes.Read(SafetensorsBytes.One("F64", MemoryMarshal.AsBytes<double>(values).ToArray(), 2, 3));

        AssertBits([.. values.Select(value => (float)value)], file.Values("a"));
    }

    [TestMethod]
    public void TypesThatAreNoWeightsOpenButAreNotRead()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Fixture);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => file.CopyTo("bn.num_batches_tracked", new float[1]));
        Assert.AreEqual($"'{Fixture}': tensor 'bn.num_batches_tracked' is of type I64, expected F16, BF16, F32 or F64 for weights.",
            error.Message);
    }

    [TestMethod]
    public void ANameOrLengthThatDoesNotFitIsAnError()
    {
        using SafetensorsFile file = SafetensorsBytes.Read(SafetensorsBytes.One("F32", new byte[8], 2));

        var missing = Assert.ThrowsExactly<KeyNotFoundException>(() => file.CopyTo("b", new float[2]));
        Assert.AreEqual("'x' has no tensor 'b'.", missing.Message);
        var length = Assert.ThrowsExactly<ArgumentException>(() => file.CopyTo("a", new float[3]));
        Assert.AreEqual("Tensor 'a' of 'x' has 2 elements, the destination 3. (Parameter 'destination')", length.Message);
    }

    [TestMethod]
    public void ReadingAfterDisposalIsAnErrorAndNotACrash()
    {
        SafetensorsFile file = SafetensorsFile.Open(Fixture);
        file.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => file.CopyTo("half", new float[8]));
    }

    [TestMethod]
    public void AMissingFileIsNamed()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => SafetensorsFile.Open(Fixture + ".no"));
        Assert.AreEqual($"'{Fixture}.no': there is no such file", error.Message);
    }

    [TestMethod]
    [DataRow("alexnet-conv.safetensors", 10, "conv2.weight", "256, 48, 5, 5")]
    [DataRow("resnet50.safetensors", 108, "fc.weight", "1000, 2048, 1, 1")]
    [DataRow("squeezenet1.1.safetensors", 52, "conv10.weight", "1000, 512, 1, 1")]
    public void RealWeightsOpenAndAreFinite(string name, int count, string tensor, string shape)
    {
        using SafetensorsFile file = SafetensorsFile.Open(SharedData.Require("weights", name));

        Assert.HasCount(count, file.Tensors);
        Assert.AreEqual(shape, string.Join(", ", file.Tensors[tensor].Shape));
        Assert.IsTrue(file.Metadata["source"].StartsWith("github.com/", StringComparison.Ordinal));
        foreach (SafetensorsTensor each in file.Tensors.Values)
            Assert.IsTrue(file.Values(each.Name).Any(value => value != 0), each.Name);
    }

    private static void AssertBits(float[] expected, float[] actual) =>
        CollectionAssert.AreEqual(expected.Select(BitConverter.SingleToInt32Bits).ToArray(),
            actual.Select(BitConverter.SingleToInt32Bits).ToArray());
}
