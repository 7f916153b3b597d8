namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class LabeledListTests
{
    [TestMethod]
    public void ClassesAreInOrdinalOrderAndImagesInTheListsWithinThem()
    {
        using var data = new TinyDataSet();
        string list = data.Write("list.csv", "Image,Class\r\nz.jpg,dog\r\n\r\n\"sub/a, b.jpg\" , \"cat, \"\"wild\"\"\"\r\na.jpg,dog\r\n");
        ClassFolder read = ClassFolder.ReadList(list);
        CollectionAssert.AreEqual(new[] { "cat, \"wild\"", "dog" }, read.Classes.ToArray());
        CollectionAssert.AreEqual(new[] { "sub/a, b.jpg", "z.jpg", "a.jpg" }, read.Images.Select(image => image.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 1 }, read.Labels.ToArray());
        Assert.AreEqual(data.PathOf("z.jpg"), read.Images[1].Path);
    }

    [TestMethod]
    [DataRow("a.jpg,cat\nb.jpg\n", 2, "b.jpg")]
    [DataRow("a.jpg,cat,1\n", 1, "a.jpg,cat,1")]
    [DataRow("\"a.jpg,cat\n", 1, "\"a.jpg,cat")]
    [DataRow("path,label\n,cat\n", 2, ",cat")]
    public void ALineThatIsNoPathAndClassIsNamed(string text, int line, string found)
    {
        using var data = new TinyDataSet();
        string list = data.Write("list.csv", text);
        Assert.AreEqual(
            $"'{list}', line {line}: expected a path and a class with a comma between, found {found}",
            Assert.ThrowsExactly<InvalidDataException>(() => ClassFolder.ReadList(list)).Message);
    }
}
