using System.Diagnostics;
using System.Text;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>ONNX files that are wrong on purpose: an error in words or a right result, never a crash, a hang or memory without
/// end.</summary>
[TestClass]
public class OnnxHostileTests
{
    private static byte[] Head => [0x08, 7];

    private static byte[] Opset => [0x42, 2, 0x10, 13];

    [TestMethod]
    public void EveryBeginningOfAGoodFileIsRefusedOrWhole()
    {
        byte[] bytes = File.ReadAllBytes(OnnxNetworkTests.Fixture("squeeze.onnx"));
        using var folder = new TemporaryFolder();
        for (int length = 0; length < bytes.Length; length++)
        {
            string path = folder.Write("x", bytes[..length]);
            StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(path).Dispose()).Message, $"'{path}'",
                StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [DataRow("squeeze.onnx", 4_000)]
    [DataRow("half.onnx", 3_000)]
    [DataRow("front.onnx", 3_000)]
    public void MutatedFilesGiveOnlyErrorsInWords(string name, int rounds) =>
        Mutated(File.ReadAllBytes(OnnxNetworkTests.Fixture(name)), rounds);

    [TestMethod]
    public void MutationsOfWhatIsWrittenHereGiveOnlyErrorsInWords()
    {
        using SppNetwork network = SppNetwork.Load(OnnxNetworkTests.Fixture("squeeze.onnx"));
        using var file = new MemoryStream();
        network.SaveOnnx(file, new OnnxExportOptions { Taps = ["conv1", "spp"], Levels = [2, 1], Normalize = true });
        Mutated(file.ToArray(), 3_000);
    }

    private static void Mutated(byte[] good, int rounds)
    {
        var random = new Random(7);
        using var folder = new TemporaryFolder();
        var watch = Stopwatch.StartNew();
        int refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = [.. good];
            for (int change = random.Next(1, 5); change > 0; change--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            string path = folder.Write("x", bytes);
            try
            {
                SppNetwork.Load(path).Dispose();
            }
            catch (InvalidDataException error)
            {
                Assert.Contains($"'{path}'", error.Message);
                refused++;
            }
        }

        Assert.IsGreaterThan(500, refused);
        Assert.IsLessThan(60, watch.Elapsed.TotalSeconds, "a mutation made the reader work without end");
    }

    [TestMethod]
    [DataRow(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F }, "4294967295 bytes are wanted at byte 8, and 4 follow")]
    [DataRow(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 },
        "18446744073709551615 bytes are wanted at byte 13, and 4 follow")]
    [DataRow(new byte[] { 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 },
        "the number before byte 13 is too long")]
    [DataRow(new byte[] { 0x12, 0, 0x3B }, "the field before byte 5 is of no kind that there is")]
    [DataRow(new byte[] { 0x12, 0 }, "it has no graph")]
    [DataRow(new byte[] { 0x3A, 2, 0x2D, 0 }, "1 bytes are wanted")]
    [DataRow(new byte[] { 0x3A, 2, 0x28, 0 }, "field 5 before byte 6 is of another kind than it should be")]
    [DataRow(new byte[] { 0x3A, 10, 0x2A, 8, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x10, 1 },
        "tensor '' (FLOAT [2147483647]) has fewer elements than its shape says")]
    [DataRow(new byte[] { 0x3A, 16, 0x2A, 14, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x10, 1 },
        "tensor '' has the impossible shape [2147483647, 2147483647]")]
    [DataRow(new byte[] { 0x3A, 6, 0x2A, 4, 0x0A, 2, 0x81, 0x81 }, "1 bytes are wanted")]
    public void AbsurdLengths(byte[] fields, string what)
    {
        string message = Refused([.. Head, .. fields, .. Opset]);
        if (what.StartsWith("1 bytes", StringComparison.Ordinal))
            Assert.Contains(" bytes are wanted at byte ", message);
        else
            Assert.AreEqual($"cannot be read as ONNX: {what}.", message);
    }

    [TestMethod]
    [DataRow(new byte[] { 0x42, 2, 0x10, 6 }, "version 6")]
    [DataRow(new byte[] { 0x42, 2, 0x10, 22 }, "version 22")]
    [DataRow(new byte[] { 0x42, 5, 0x0A, 1, (byte)'x', 0x10, 9 }, "missing")]
    public void OperatorSetsOutsideThoseThatAreRead(byte[] opset, string found) => Assert.AreEqual(
        $"cannot be read as ONNX: its operator set is {found}, and versions 7 to 21 are read.", Refused([.. Head, 0x3A, 0, .. opset]));

    [TestMethod]
    public void MillionsOfEmptyNodesAreNotMadeObjects()
    {
        byte[] nodes = [.. Enumerable.Repeat<byte[]>([0x0A, 0], 2_000_001).SelectMany(pair => pair)];
        byte[] length = [(byte)(nodes.Length & 0x7F | 0x80), (byte)(nodes.Length >> 7 & 0x7F | 0x80),
            (byte)(nodes.Length >> 14 & 0x7F | 0x80), (byte)(nodes.Length >> 21)];
        Assert.AreEqual(
            "cannot be read as ONNX: it has more than 2000000 fields, many more than any network's.",
            Refused([.. Head, 0x3A, .. length, .. nodes, .. Opset]));
    }

    [TestMethod]
    public void ElementsAreReadFromTheFilesOwnFolderOnly()
    {
        byte[] bytes = File.ReadAllBytes(OnnxNetworkTests.Fixture("outside.onnx"));
        string text = Encoding.Latin1.GetString(bytes);
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.onnx", bytes);
        StringAssert.EndsWith(Message(path), "are in 'outside.bin', which is not beside it.", StringComparison.Ordinal);
        foreach (string location in new[] { "/etc/passwd", "../../a.bin" })
        {
            folder.Write("x.onnx", Encoding.Latin1.GetBytes(text.Replace("outside.bin", location, StringComparison.Ordinal)));
            StringAssert.EndsWith(Message(path), $"is to be read from '{location}', outside the file's own folder.",
                StringComparison.Ordinal);
        }

        folder.Write("x.onnx", bytes);
        folder.Write("outside.bin", new byte[100]);
        StringAssert.EndsWith(Message(path), "of 'outside.bin', which has 100.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void AnOperationOutsideTheListIsNamedWithItsNode()
    {
        string path = OnnxNetworkTests.Fixture("squeeze.onnx");
        byte[] bytes = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(File.ReadAllBytes(path))
            .Replace("\u0004Relu", "\u0004Rolu", StringComparison.Ordinal));
        using var folder = new TemporaryFolder();
        string changed = folder.Write("x.onnx", bytes);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(changed)).Message,
            $"'{changed}': the operation Rolu of node '/Relu' is none that a network's graph may have here: Add, AveragePool, ",
            StringComparison.Ordinal);
    }

    private static string Refused(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("x.onnx", bytes);
        return Message(path).Replace($"'{path}' ", "", StringComparison.Ordinal);
    }

    private static string Message(string path) => Assert.ThrowsExactly<InvalidDataException>(() => WeightFile.Open(path).Dispose()).Message;
}
