using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class LibSvmTests
{
    [TestMethod]
    public void WritesLabelsAndWhatIsNotZero()
    {
        Assert.AreEqual(
            "airplanes 1:0.1 3:-3.4028235E+38\n-1\ncafé 2:1E-45\n",
            Write(("airplanes", [0.1f, 0f, -float.MaxValue]), ("-1", [0f, -0f]), ("café", [0f, float.Epsilon])));
    }

    [TestMethod]
    public void WhatIsWrittenIsReadToTheBit()
    {
        var random = new Random(1);
        float[][] rows = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 700).Select(_ => Any(random)).ToArray())];
        rows[7][^1] = rows[49][^1] = 0;
        rows[8][^1] = 1;
        string text = Write([.. rows.Select((row, i) => ($"class{i % 3}", row))]);

        LibSvmData data = Read(text);

        Assert.AreEqual(700, data.FeatureCount);
        Assert.AreEqual("class1", data.Labels[49]);
        for (int i = 0; i < rows.Length; i++)
            CollectionAssert.AreEqual(rows[i], data.Rows[i], $"row {i}");
    }

    [TestMethod]
    public void ReadsWhatOtherProgramsWrite()
    {
        LibSvmData data = Read("\uFEFF+1 1:0.5 3:1e-2 \r\n\r\n  -1\t2:-7\n1 1:+.25 ");

        Assert.AreEqual(3, data.FeatureCount);
        Assert.AreEqual("+1 -1 1", string.Join(' ', data.Labels));
        Assert.AreEqual("0.5 0 0.01 | 0 -7 0 | 0.25 0 0", string.Join(" | ", data.Rows.Select(row => string.Join(' ', row))));
    }

    [TestMethod]
    public void CommentsAreSkipped()
    {
        LibSvmData data = Read("#\n# made by hand 1:2\n1 1:0.5 # the first\n\t#\nc# 2:7 #\n");
        Assert.AreEqual("1 c#", string.Join(' ', data.Labels));
        Assert.AreEqual("0.5 0 | 0 7", string.Join(" | ", data.Rows.Select(row => string.Join(' ', row))));
    }

    [TestMethod]
    public void OtherFilesAreNamedForWhatTheyAre()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.svm", [0x1F, 0x8B, 8, 0, 0]);
        Assert.AreEqual(
            $"'{path}' is no LIBSVM file: it looks like a file compressed with gzip: decompress it first.",
            Assert.ThrowsExactly<InvalidDataException>(() => LibSvmReader.Read(path)).Message);
        path = folder.Write("b.svm", new byte[100_000]);
        Assert.AreEqual(
            $"'{path}' is no LIBSVM file: it looks like a file of zeros.",
            Assert.ThrowsExactly<InvalidDataException>(() => LibSvmReader.Read(path)).Message);
    }

    [TestMethod]
    public void AFileWithoutRowsHasNone()
    {
        LibSvmData data = Read("");
        Assert.AreEqual(0, data.FeatureCount);
        Assert.IsEmpty(data.Rows);
    }

    [TestMethod]
    public void ATestFileGetsTheFeaturesOfItsTrainingFile()
    {
        Assert.HasCount(4, Read("1 2:1\n", featureCount: 4).Rows[0]);
        // A test file may have features that were zero in all of the training file: no weight exists for them.
        CollectionAssert.AreEqual(new[] { 0f, 1, 0, 0 }, Read("1 2:1 5:7\n", featureCount: 4).Rows[0]);
    }

    [TestMethod]
    public void LinesLongerThanTheBufferAreReadWhole()
    {
        float[] row = [.. Enumerable.Range(1, 200_000).Select(i => i / 3f)];
        LibSvmData data = Read(Write(("a", row), ("b", row)));
        CollectionAssert.AreEqual(row, data.Rows[0]);
        CollectionAssert.AreEqual(row, data.Rows[1]);
    }

    [TestMethod]
    [DataRow("1 1:0.5\n1:2 2:3\n", "line 2: expected a label first, found '1:2'")]
    [DataRow("1 5\n", "line 1: expected index:value, found '5'")]
    [DataRow("1 qid:3 1:2\n", "line 1: expected index:value, found 'qid:3'")]
    [DataRow("1 99999999999:1\n", "line 1: expected index:value, found '99999999999:1'")]
    [DataRow("1 1:0.5x\n", "line 1: expected a number after 1:, found '0.5x'")]
    [DataRow("1 1: 2:3\n", "line 1: expected a number after 1:, found ''")]
    [DataRow("1 1:nan\n", "line 1: expected a finite float32 after 1:, found 'nan'")]
    [DataRow("1 1:1e99\n", "line 1: expected a finite float32 after 1:, found '1e99'")]
    [DataRow("1 0:1\n", "line 1: the index 0 comes, but indices begin at 1")]
    [DataRow("1 2:1 2:1\n", "line 1: the index 2 comes after 2, expected ascending indices")]
    [DataRow("1 16777217:1\n", "line 1: the index 16777217 is above the 16777216 features that are allowed here")]
    public void AWrongLineIsNamed(string text, string what) => Refused(text, what);

    [TestMethod]
    public void RowsThatWouldTakeAllMemoryAreRefused() =>
        Refused("1 100:1\n1\n1\n", "line 3: 3 dense rows of 100 features take 1200 bytes, more than the 1000 of memory allowed for them",
            memory: 1000);

    [TestMethod]
    public void WhatCannotBeReadBackIsNotWritten()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Write(("golden retriever", [1f])));
        Assert.AreEqual(
            "The label 'golden retriever' cannot stand in a LIBSVM file: it must not be empty, begin with '#', or have white space or ':' "
                + "in it. (Parameter 'label')", error.Message);
        Assert.ThrowsExactly<ArgumentException>(() => Write(("#1", [1f])));
        error = Assert.ThrowsExactly<ArgumentException>(() => Write(("cat", [1f, float.NaN])));
        Assert.AreEqual("Feature 1 of a row of class 'cat' is NaN, which a LIBSVM file cannot hold. (Parameter 'features')", error.Message);
    }

    private static float Any(Random random)
    {
        float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return float.IsFinite(value) ? value : 0;
    }

    private static string Write(params (string Label, float[] Features)[] rows)
    {
        using var stream = new MemoryStream();
        var writer = new LibSvmWriter(stream);
        foreach ((string label, float[] features) in rows)
            writer.WriteRow(label, features);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static LibSvmData Read(string text, int? featureCount = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x.svm"], text);
        return LibSvmReader.Read(folder["x.svm"], featureCount);
    }

    private static void Refused(string text, string what, int? featureCount = null, long? memory = null)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x.svm"], text);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => LibSvmReader.Read(folder["x.svm"], featureCount, memory));
        Assert.AreEqual($"'{folder["x.svm"]}' {what}.", error.Message);
    }
}
