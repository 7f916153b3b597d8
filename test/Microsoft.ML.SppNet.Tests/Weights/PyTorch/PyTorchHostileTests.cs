using System.Diagnostics;
using System.Text;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>PyTorch files that are wrong on purpose: an error in words or a right result, never code that runs, a crash, or memory without
/// end.</summary>
[TestClass]
public class PyTorchHostileTests
{
    private static byte[] Magic =>
        [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', 0x80, 2, (byte)'M', 0xE9, 3, (byte)'.'];

    private static byte[] LittleEndian => [0x80, 2, (byte)'}', (byte)'X', 13, 0, 0, 0, .. "little_endian"u8, 0x88, (byte)'s', (byte)'.'];

    [TestMethod]
    [DataRow("cposix\nsystem\n(X\u0002\0\0\0id tR.",
        "its pickle names 'posix.system', which no tensor needs; nothing of it was run. In Python, save the weights alone: "
            + "torch.save(model.state_dict(), path)")]
    [DataRow("c__builtin__\neval\n.",
        "its pickle names '__builtin__.eval', which no tensor needs; nothing of it was run. In Python, save the weights alone: "
            + "torch.save(model.state_dict(), path)")]
    [DataRow("(S'ls'\nios\nsystem\n.", "its pickle has the opcode 'S' at byte 1, which no tensor needs; nothing of it was run")]
    [DataRow("}}R.", "its pickle calls something that is no function")]
    [DataRow("ccollections\nOrderedDict\n(}tR.", "its pickle calls 'collections.OrderedDict' with arguments that it does not take")]
    [DataRow("X\u007f\0\0\0ab", "its pickle is cut short: 127 bytes are wanted at byte 5, and 2 follow")]
    [DataRow("h\u0007.", "its pickle refers to value 7, which it never had")]
    [DataRow("t.", "its pickle refers to a mark that it never set")]
    [DataRow("s.", "its pickle takes more values than it has")]
    [DataRow("(]q\0h\0a", "its pickle is cut short")]
    [DataRow("]q\0h\0a.]" + ".", "it holds a list instead of a dictionary of tensors")]
    [DataRow("}q\0X\u0005\0\0\0modelh\0s.].", "it holds no tensors of a network; its entries are 'model' (a dictionary)")]
    public void APickleOfSomethingElse(string pickle, string what) => Assert.AreEqual($"cannot be read as PyTorch weights: {what}.",
        Refused([.. Magic, .. LittleEndian, .. Encoding.Latin1.GetBytes(pickle)]));

    [TestMethod]
    public void APickleThatRemembersWithoutEnd()
    {
        byte[] pickle = [.. Magic, .. LittleEndian, (byte)'}', .. Enumerable.Repeat((byte)0x94, 2_000_000)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.AreEqual(
            "cannot be read as PyTorch weights: its pickle takes more than 500000 operations, many more than any network's weights.",
            Refused(pickle));
        Assert.IsLessThan(100L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void BigEndianNumbers() => Assert.AreEqual(
        "cannot be read as PyTorch weights: its numbers are big-endian; load and save it on a little-endian machine.",
        Refused([.. Magic, .. LittleEndian.Select(value => value == 0x88 ? (byte)0x89 : value)]));

    [TestMethod]
    [DataRow("types-zip.pth")]
    [DataRow("views-legacy.pth")]
    public void EveryBeginningOfAGoodFileIsRefused(string name)
    {
        byte[] bytes = File.ReadAllBytes(PyTorchFileTests.Fixture(name));
        using var folder = new TemporaryFolder();
        for (int length = 0; length < bytes.Length; length++)
        {
            string path = folder.Write("x", bytes[..length]);
            StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => WeightFile.Open(path).Dispose()).Message, $"'{path}'",
                StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [DataRow("types-zip.pth")]
    [DataRow("checkpoint-legacy.pth")]
    [DataRow("deflated.pth")]
    public void MutatedFilesGiveOnlyErrorsInWords(string name)
    {
        byte[] good = File.ReadAllBytes(PyTorchFileTests.Fixture(name));
        var random = new Random(7);
        using var folder = new TemporaryFolder();
        var watch = Stopwatch.StartNew();
        int refused = 0;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = [.. good];
            for (int change = random.Next(1, 5); change > 0; change--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            string path = folder.Write("x", bytes);
            try
            {
                using IWeightFile file = WeightFile.Open(path);
                foreach (WeightTensor tensor in file.Tensors.Where(tensor => tensor.Type.Contains('F')))
                    file.CopyTo(tensor.Name, new float[tensor.ElementCount]);
            }
            catch (InvalidDataException error)
            {
                StringAssert.StartsWith(error.Message, $"'{path}'", StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.IsGreaterThan(1_000, refused);
        Assert.IsLessThan(60, watch.Elapsed.TotalSeconds, "a mutation made the reader work without end");
    }

    private static string Refused(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.pth", bytes);
        return Assert.ThrowsExactly<InvalidDataException>(() => WeightFile.Open(path)).Message.Replace($"'{path}' ", "",
            StringComparison.Ordinal);
    }
}
