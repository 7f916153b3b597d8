using System.Diagnostics;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>.caffemodel files that are wrong on purpose: an error in words or a right result, never a crash, a hang or memory without
/// end.</summary>
[TestClass]
public class CaffeHostileTests
{
    [TestMethod]
    [DataRow("v2.caffemodel")]
    [DataRow("v1.caffemodel")]
    [DataRow("v0.caffemodel")]
    public void EveryBeginningOfAGoodFileIsRefusedOrShort(string name)
    {
        byte[] bytes = File.ReadAllBytes(CaffeFileTests.Fixture(name));
        using var folder = new TemporaryFolder();
        for (int length = 0; length < bytes.Length; length++)
            Read(folder.Write("x", bytes[..length]));
    }

    [TestMethod]
    [DataRow("v2.caffemodel")]
    [DataRow("v1.caffemodel")]
    [DataRow("v0.caffemodel")]
    public void MutatedFilesGiveOnlyErrorsInWords(string name)
    {
        byte[] good = File.ReadAllBytes(CaffeFileTests.Fixture(name));
        var random = new Random(7);
        using var folder = new TemporaryFolder();
        var watch = Stopwatch.StartNew();
        int refused = 0;
        for (int round = 0; round < 4_000; round++)
        {
            byte[] bytes = [.. good];
            for (int change = random.Next(1, 5); change > 0; change--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            refused += Read(folder.Write("x", bytes)) ? 0 : 1;
        }

        Assert.IsGreaterThan(500, refused);
        Assert.IsLessThan(60, watch.Elapsed.TotalSeconds, "a mutation made the reader work without end");
    }

    [TestMethod]
    [DataRow(new byte[] { 0x3A, 4, 0x3A, 2, 0x08, 0x7F }, "'x, blob 1' ([127]) has 0 elements, expected 127")]
    [DataRow(new byte[] { 0x3A, 10, 0x3A, 8, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x08, 0x02 },
        "'x, blob 1' has the impossible shape [2147483647, 2]")]
    [DataRow(new byte[] { 0x3A, 3, 0x2A, 1, 0 }, "the elements of 'x, blob 1' end in the middle of one")]
    [DataRow(new byte[] { 0x3A, 2, 0x2A, 4 }, "4 bytes are wanted")]
    public void AbsurdBlobs(byte[] blob, string what)
    {
        byte[] layer = [0x0A, 1, (byte)'x', .. blob];
        using var folder = new TemporaryFolder();
        string path = folder.Write("x", [0x0A, 1, (byte)'n', 0xA2, 0x06, (byte)layer.Length, .. layer]);
        string message = Assert.ThrowsExactly<InvalidDataException>(() => WeightFile.Open(path)).Message;
        Assert.StartsWith($"'{path}' cannot be read as Caffe: {what}", message);
    }

    [TestMethod]
    public void TwoLayersOfOneName()
    {
        byte[] layer = [0x0A, 1, (byte)'x', 0x3A, 8, 0x3A, 0, 0x2A, 4, 0, 0, 0, 0];
        byte[] field = [0xA2, 0x06, (byte)layer.Length, .. layer];
        using var folder = new TemporaryFolder();
        string path = folder.Write("x", [0x0A, 1, (byte)'n', .. field, .. field]);
        Assert.AreEqual(
            $"'{path}' cannot be read as Caffe: it has two layers 'x' with weights.",
            Assert.ThrowsExactly<InvalidDataException>(() => WeightFile.Open(path)).Message);
    }

    /// <summary>Reads all of a file; false where it was refused in words that name it.</summary>
    private static bool Read(string path)
    {
        try
        {
            using IWeightFile file = WeightFile.Open(path);
            foreach (WeightTensor tensor in file.Tensors)
                file.CopyTo(tensor.Name, new float[tensor.ElementCount]);
            return true;
        }
        catch (InvalidDataException error)
        {
            Assert.Contains($"'{path}'", error.Message);
            return false;
        }
    }
}
