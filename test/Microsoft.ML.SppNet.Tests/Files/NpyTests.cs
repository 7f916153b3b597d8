using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class NpyTests
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Files");
    private static readonly float[] Values = [0f, -1.5f, 0.1f, float.MaxValue, float.Epsilon, 16777216f];

    [TestMethod]
    [DataRow("float32.npy", "2 3")]
    [DataRow("float64.npy", "2 3")]
    [DataRow("version2.npy", "2 3")]
    public void ReadsWhatNumpyWrote(string name, string shape)
    {
        NpyArray array = NpyReader.Read(Path.Combine(Fixtures, name));
        Assert.AreEqual(shape, string.Join(' ', array.Shape));
        CollectionAssert.AreEqual(Values, array.Values);
    }

    [TestMethod]
    public void ReadsAnyRank()
    {
        Assert.AreEqual("4", string.Join(' ', NpyReader.Read(Path.Combine(Fixtures, "vector.npy")).Shape));
        NpyArray scalar = NpyReader.Read(Path.Combine(Fixtures, "scalar.npy"));
        Assert.IsEmpty(scalar.Shape);
        Assert.AreEqual(2.5f, scalar.Values.Single());
    }

    [TestMethod]
    public void WritesTheBytesThatNumpyWrites()
    {
        byte[] numpy = File.ReadAllBytes(Path.Combine(Fixtures, "float32.npy"));
        CollectionAssert.AreEqual(numpy, Write(3, Values.AsSpan(0, 3).ToArray(), Values.AsSpan(3).ToArray()));
    }

    [TestMethod]
    public void NoRowsAndManyRowsAreReadBack()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["none.npy"], Write(5));
        Assert.AreEqual("0 5", string.Join(' ', NpyReader.Read(folder["none.npy"]).Shape));

        float[][] rows = [.. Enumerable.Range(0, 12_345).Select(i => new float[] { i, -i })];
        File.WriteAllBytes(folder["many.npy"], Write(2, rows));
        NpyArray many = NpyReader.Read(folder["many.npy"]);
        Assert.AreEqual("12345 2", string.Join(' ', many.Shape));
        CollectionAssert.AreEqual(rows.SelectMany(row => row).ToArray(), many.Values);
    }

    [TestMethod]
    public void AppendsAfterWhatTheStreamHoldsAlready()
    {
        using var stream = new MemoryStream();
        stream.Write("before"u8);
        var writer = new NpyWriter(stream, 1);
        writer.WriteRow([1f]);
        writer.Complete();
        Assert.AreEqual("before", Encoding.ASCII.GetString(stream.ToArray(), 0, 6));
        Assert.AreEqual(6 + 128 + 4, stream.Position);
    }

    [TestMethod]
    public void ARowOfAnotherLengthIsRefused()
    {
        var writer = new NpyWriter(new MemoryStream(), 3);
        var error = Assert.ThrowsExactly<ArgumentException>(() => writer.WriteRow([1f]));
        Assert.AreEqual("The row has 1 values, expected 3. (Parameter 'row')", error.Message);
    }

    [TestMethod]
    public void ReadsTheGoldenFeatures()
    {
        NpyArray array = NpyReader.Read(SharedData.Require("golden", "alexnet-conv.conv5.spp-6-3-2-1.npy"));
        Assert.AreEqual("5 12800", string.Join(' ', array.Shape));
    }

    [TestMethod]
    public void ArraysOfAnotherKindAreRefused()
    {
        Refused(File.ReadAllBytes(Path.Combine(Fixtures, "fortran.npy")), "its elements are in Fortran order, expected C order");
        Refused(File.ReadAllBytes(Path.Combine(Fixtures, "int64.npy")), "its elements are of type '<i8', expected '<f4' or '<f8'");
    }

    [TestMethod]
    public void BrokenFilesAreRefused()
    {
        Refused([], "it looks like an empty file");
        Refused([.. "PK not an array"u8], "it looks like text");
        Refused([1, 2, 3], "it does not begin with the format's magic string");
        Refused(TestImages.Png(2, 2), "it looks like a PNG image");
        Refused([.. Write(1)[..6], 9, 0, 0, 0, 0, 0], "its format version is 9.0, expected 1.0, 2.0 or 3.0");
        Refused(Write(1)[..100], "its header claims 118 bytes, of which 90 follow and 65535 are allowed");
        Refused([.. Write(1)[..6], 2, 0, 0, 0, 0, 0x40], "its header claims 1073741824 bytes, of which 0 follow and 65535 are allowed");
        Refused(Header("{'descr': '<f4'}"), "its header is not the dictionary of descr, fortran_order and shape");
        Refused(Header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3), }"),
            "its header is not the dictionary of descr, fortran_order and shape");
        Refused(
            Header("{'descr': '<f4', 'fortran_order': False, 'shape': (3000000000,), }"),
            "its shape (3000000000,) has the dimension '3000000000', expected whole numbers of at most 2147483647");
    }

    [TestMethod]
    public void TheSizeIsCheckedBeforeAnythingIsAllocated()
    {
        Refused(Write(2, [1f, 2f])[..^1], "its shape (1, 2) needs 8 bytes, of which there are 7");
        Refused([.. Write(2, [1f, 2f]), 0], "its shape (1, 2) needs 8 bytes, of which there are 9");
        Refused(
            Header("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }"),
            "its shape (2147483647, 2147483647, 2147483647) needs 79228162403583873202826248184 bytes, of which there are 0");
    }

    [TestMethod]
    public void MutatedFilesGiveOnlyErrorsInWords()
    {
        using var folder = new TemporaryFolder();
        byte[] good = Write(2, [1f, 2f]);
        var random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 1000; round++)
        {
            byte[] bytes = [.. good];
            bytes[random.Next(70)] = (byte)random.Next(32, 127);
            File.WriteAllBytes(folder["x.npy"], bytes);
            try
            {
                NpyReader.Read(folder["x.npy"]);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.IsGreaterThan(500, refused);
    }

    private static byte[] Write(int columns, params float[][] rows)
    {
        using var stream = new MemoryStream();
        var writer = new NpyWriter(stream, columns);
        foreach (float[] row in rows)
            writer.WriteRow(row);
        writer.Complete();
        Assert.AreEqual(rows.Length, writer.Rows);
        return stream.ToArray();
    }

    private static byte[] Header(string text) => [.. NpyReader.Magic, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text)];

    private static void Refused(byte[] bytes, string what)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["x.npy"], bytes);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => NpyReader.Read(folder["x.npy"]));
        Assert.AreEqual($"'{folder["x.npy"]}' is not a .npy file that can be read: {what}.", error.Message);
    }
}
