using System.Text;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Files that are wrong on purpose: each is refused with one sentence, mapped and streamed alike.</summary>
[TestClass]
public class SafetensorsHostileTests
{
    private const string Two =
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""";

    [TestMethod]
    public void AnEmptyFile() =>
        Refused([], "it has 0 bytes, expected at least the 8 of the header's length");

    [TestMethod]
    public void AHeaderLongerThanTheFile() =>
        Refused([200, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "its header claims 200 bytes, but only 1 follow");

    [TestMethod]
    public void AHeaderThatClaimsAGigabyte() =>
        Refused([0, 0, 0, 64, 0, 0, 0, 0, (byte)'{'], "its header claims 1073741824 bytes, the most allowed is 100000000");

    [TestMethod]
    public void AHeaderLengthOfAllOnes() =>
        Refused([0, .. Enumerable.Repeat((byte)255, 19)], "its header claims 18446744073709551360 bytes, the most allowed is 100000000");

    [TestMethod]
    public void AFileOfAnotherKind() => Refused(
        Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        "it looks like a Git LFS pointer instead of the file itself ('git lfs pull' fetches that)");

    [TestMethod]
    public void AHeaderThatClaimsMuchAllocatesLittle()
    {
        byte[] bytes = [0, 0xE0, 0xF5, 5, 0, 0, 0, 0, (byte)'{'];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsBytes.Read(bytes));
        Assert.IsLessThan(1L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void AHeaderThatIsNotJSON()
    {
        Refused(SafetensorsBytes.File("[1]"), "its header does not begin with '{'");
        Refused(SafetensorsBytes.File(""), "its header does not begin with '{'");
        Refused(SafetensorsBytes.File("{a"),
            "its header is not JSON: 'a' is an invalid start of a property name. Expected a '\"'. LineNumber: 0 | BytePositionInLine: 1.");
        Refused(SafetensorsBytes.File([(byte)'{', 0xFF, (byte)'}'], []), "its header is not UTF-8 text");
        Refused(SafetensorsBytes.File("""{"\ud800":1}"""), "its header has text that is not Unicode");
    }

    [TestMethod]
    public void AHeaderOfAMillionBrackets() =>
        Refused(
            SafetensorsBytes.File("{\"a\":" + new string('[', 1_000_000)),
            "its header is not JSON: The maximum configured depth of 8 has been exceeded. Cannot read next JSON array. LineNumber: 0 | "
                + "BytePositionInLine: 12.");

    [TestMethod]
    public void AFileCutShort() =>
        Refused(SafetensorsBytes.File(Two, new byte[11]), "it is cut short: tensor 'b' ends at byte 12 of the data, of which there are 11");

    [TestMethod]
    public void BytesBehindTheLastTensor()
    {
        Refused(SafetensorsBytes.File(Two, new byte[13]), "its tensors end at byte 12 of the data, but more bytes follow");
        Refused(SafetensorsBytes.File("{}", 0), "its tensors end at byte 0 of the data, but more bytes follow");
    }

    [TestMethod]
    public void OverlapsAndHoles()
    {
        Refused(
            SafetensorsBytes.File(Two.Replace("[8,12]", "[4,8]", StringComparison.Ordinal), new byte[12]),
            "tensor 'b' begins at byte 4 of the data and overlaps tensor 'a', which ends at byte 8");
        Refused(
            SafetensorsBytes.File(Two.Replace("[8,12]", "[12,16]", StringComparison.Ordinal), new byte[16]),
            "bytes 8 to 12 of the data, before tensor 'b', belong to no tensor");
        Refused(
            SafetensorsBytes.File("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807]}}""", 0),
            "bytes 0 to 9223372036854775806 of the data, before tensor 'a', belong to no tensor");
    }

    [TestMethod]
    public void LengthsThatDoNotFitTheShape()
    {
        Refused(Entry("""{"dtype":"F16","shape":[3,1],"data_offsets":[0,8]}"""),
            "tensor 'a' (F16 [3, 1]) needs 6 bytes, its data_offsets [0, 8] hold 8");
        Refused(Entry("""{"dtype":"F4","shape":[3],"data_offsets":[0,8]}"""), "tensor 'a' (F4 [3]) does not end on a whole byte");
        Refused(Entry("""{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"""),
            "tensor 'a' has data_offsets [8, 0], expected 0 <= begin <= end");
        Refused(Entry("""{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"""),
            "tensor 'a' has data_offsets [-8, 0], expected 0 <= begin <= end");
        Refused(Entry("""{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}"""),
            "tensor 'a' must have two data_offsets, begin and end, found [0, 4, 8]");
    }

    [TestMethod]
    public void ShapesThatCannotBe()
    {
        Refused(Entry("""{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}"""),
            "tensor 'a' has a negative dimension in its shape [-1, -2]");
        Refused(
            Entry("""{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}"""),
            "tensor 'a' has the shape [4294967296, 4294967296], more elements than a file can hold");
        Refused(
            Entry("""{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,8]}"""),
            "tensor 'a' has the shape [2305843009213693952], more elements than a file can hold");
        Refused(Entry("""{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}"""),
            "tensor 'a' has 2.5 in its shape, expected whole numbers of at most 64 bits");
        Refused(Entry("""{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}"""),
            "tensor 'a' has \"2\" in its shape, expected whole numbers of at most 64 bits");
    }

    [TestMethod]
    public void EntriesThatLackOrRepeatSomething()
    {
        Refused(Entry("3"), "tensor 'a' must be described by a JSON object, found Number");
        Refused(Entry("""{"shape":[2],"data_offsets":[0,8]}"""), "tensor 'a' has no dtype, a string");
        Refused(Entry("""{"dtype":"F32","data_offsets":[0,8]}"""), "tensor 'a' has no shape, an array of whole numbers");
        Refused(Entry("""{"dtype":"F32","shape":[2],"data_offsets":8}"""), "tensor 'a' has no data_offsets, an array of whole numbers");
        Refused(Entry("""{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}"""), "tensor 'a' has the key 'dtype' twice");
        Refused(
            Entry("""{"dtype":"f32","shape":[2],"data_offsets":[0,8]}"""),
            "tensor 'a' has the unknown dtype 'f32'; known are BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, I16, U16, "
                + "F16, BF16, I32, U32, F32, C64, F64, I64, U64");
    }

    [TestMethod]
    public void NamesThatComeTwice()
    {
        Refused(
            SafetensorsBytes.File(
                """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 0, 0),
            "it has two tensors of the name 'a'");
        Refused(SafetensorsBytes.File("""{"__metadata__":{},"__metadata__":{}}"""), "it has the key '__metadata__' twice");
        Refused(SafetensorsBytes.File("""{"__metadata__":{"k":"1","k":"2"}}"""), "its '__metadata__' has the key 'k' twice");
    }

    [TestMethod]
    public void MetadataThatIsNotText()
    {
        Refused(SafetensorsBytes.File("""{"__metadata__":null}"""), "its '__metadata__' must be a JSON object, found Null");
        Refused(SafetensorsBytes.File("""{"__metadata__":{"k":1}}"""), "the value of 'k' in '__metadata__' must be a string, found Number");
    }

    [TestMethod]
    [DataRow("F16", 2, 0x7E00L, "NaN")]
    [DataRow("F16", 2, 0xFC00L, "-Infinity")]
    [DataRow("BF16", 2, 0x7F80L, "Infinity")]
    [DataRow("F32", 4, 0x7FC00000L, "NaN")]
    [DataRow("F64", 8, 0x7FF8000000000000L, "NaN")]
    [DataRow("F64", 8, 0x7E37E43C8800759CL, "1E+300, which float32 cannot hold")]
    public void WeightsThatAreNotFinite(string dtype, int size, long bits, string found)
    {
        byte[] data = new byte[size * 20_000];
        BitConverter.GetBytes(bits).AsSpan(0, size).CopyTo(data.AsSpan(size * 12_345));
        using SafetensorsFile file = SafetensorsBytes.Read(SafetensorsBytes.One(dtype, data, 2, 10_000));

        var error = Assert.ThrowsExactly<InvalidDataException>(() => file.Values("a"));
        Assert.AreEqual($"'x': element 12345 of tensor 'a' ({dtype} [2, 10000]) is {found}; weights must be finite.", error.Message);
    }

    [TestMethod]
    public void EveryBeginningOfAGoodFileIsRefused()
    {
        byte[] good = SafetensorsBytes.One("F32", new byte[24], 2, 3);
        for (int length = 0; length < good.Length; length++)
            Assert.StartsWith("'x'", Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsBytes.Read(good[..length])).Message);
    }

    [TestMethod]
    public void MutatedFilesGiveOnlyErrorsInWords()
    {
        byte[] good = SafetensorsBytes.File(
            """{"__metadata__":{"k":"v"},"a":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]}"""
                + ""","b":{"dtype":"I64","shape":[],"data_offsets":[12,20]}}  """,
            new byte[20]);
        byte[] alphabet = [.. Encoding.ASCII.GetBytes("{}[]\",:0123456789-eE.\\uF \n"), 0, 0x80, 0xFF];
        var random = new Random(1);
        int refused = 0, opened = 0;
        for (int round = 0; round < 10_000; round++)
        {
            byte[] bytes = Mutate(good, alphabet, random);
            try
            {
                using SafetensorsFile file = SafetensorsBytes.Read(bytes);
                opened++;
                foreach (SafetensorsTensor tensor in file.Tensors.Values.Where(tensor => tensor.DType.IsWeight()))
                    file.Values(tensor.Name);
            }
            catch (InvalidDataException error)
            {
                Assert.IsTrue(error.Message.StartsWith("'x'", StringComparison.Ordinal), error.Message);
                refused++;
            }
        }
        Assert.IsGreaterThan(2000, refused);
        Assert.IsGreaterThan(100, opened);
    }

    private static byte[] Mutate(byte[] good, byte[] alphabet, Random random)
    {
        List<byte> bytes = [.. good];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = alphabet[random.Next(alphabet.Length)]; break;
                case 2: bytes.Insert(at, alphabet[random.Next(alphabet.Length)]); bytes[0] += 1; break;
                case 3: bytes.RemoveAt(at); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }

    private static byte[] Entry(string json) => SafetensorsBytes.File($$"""{"a":{{json}} }""", new byte[8]);

    private static void Refused(byte[] bytes, string what)
    {
        using var folder = new TemporaryFolder();
        string path = folder["x.safetensors"];
        File.WriteAllBytes(path, bytes);
        var streamed = Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsBytes.Read(bytes));
        Assert.AreEqual($"'x' is not a valid safetensors file: {what}.", streamed.Message);
        var mapped = Assert.ThrowsExactly<InvalidDataException>(() => SafetensorsFile.Open(path));
        Assert.AreEqual($"'{path}' is not a valid safetensors file: {what}.", mapped.Message);
    }
}
