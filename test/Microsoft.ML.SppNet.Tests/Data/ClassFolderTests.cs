namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ClassFolderTests
{
    [TestMethod]
    public void ClassesAndImagesAreInOrdinalOrder()
    {
        using TinyDataSet data = new();
        foreach (string name in new[]
            { "dog/2.jpg", "dog/10.jpg", "Zebra/1.png", "cat/more/1.jpg", "cat/0.jpg", ".git/x.jpg", "loose.jpg" })
            data.Write(name, "");

        ClassFolder folder = ClassFolder.Read(data.Root, message => Assert.Fail(message));

        CollectionAssert.AreEqual(new[] { "Zebra", "cat", "dog" }, folder.Classes.ToArray());
        CollectionAssert.AreEqual(
            new[] { "Zebra/1.png", "cat/0.jpg", "cat/more/1.jpg", "dog/10.jpg", "dog/2.jpg" },
            folder.Images.Select(image => image.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 1, 2, 2 }, folder.Labels.ToArray());
        Assert.AreEqual(data.PathOf("cat", "more", "1.jpg"), folder.Images[2].Path);
        Assert.AreEqual(data.Root, folder.Root);
    }

    [TestMethod]
    public void AnEmptyClassIsLeftOutWithAWarning()
    {
        using TinyDataSet data = new();
        data.Write("a/1.jpg", "");
        data.Write("b/readme.txt", "");
        data.Write("c/1.jpg", "");
        List<string> warnings = [];

        ClassFolder folder = ClassFolder.Read(data.Root, warnings.Add);

        CollectionAssert.AreEqual(new[] { "a", "c" }, folder.Classes.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1 }, folder.Labels.ToArray());
        CollectionAssert.AreEqual(new[] { $"'{data.PathOf("b")}': no images; the class is left out" }, warnings);
    }

    [TestMethod]
    public void NoClassAtAllIsAnError()
    {
        using TinyDataSet data = new();
        data.Write("loose.jpg", "");
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => ClassFolder.Read(data.Root));
        Assert.AreEqual($"'{data.Root}': expected a folder per class with images in it, found none", error.Message);
    }

    [TestMethod]
    public void SelectTakesAPartInTheGivenOrderAndKeepsTheClasses()
    {
        using TinyDataSet data = new();
        foreach (string name in new[] { "a/1.jpg", "b/1.jpg", "c/1.jpg" })
            data.Write(name, "");
        ClassFolder part = ClassFolder.Read(data.Root).Select([2, 0]);
        CollectionAssert.AreEqual(new[] { "c/1.jpg", "a/1.jpg" }, part.Images.Select(image => image.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 0 }, part.Labels.ToArray());
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, part.Classes.ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => part.Select([2]));
    }
}
