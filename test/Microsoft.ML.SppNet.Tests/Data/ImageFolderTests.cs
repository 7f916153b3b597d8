namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ImageFolderTests
{
    [TestMethod]
    public void ListsImagesInOrdinalOrderOfRelativePaths()
    {
        using TinyDataSet data = new();
        foreach (string name in new[] { "b.jpg", "B.PNG", "a/z.jpeg", "a-b/c.webp", "a/y.gif", "ä.bmp", "a/deep/er/x.jpe" })
            data.Write(name, "");
        foreach (string other in new[] { "notes.txt", "a/Thumbs.db", ".hidden.jpg", ".git/x.jpg", "a/jpg", "tmp" })
            data.Write(other, "");

        IReadOnlyList<ImageEntry> images = ImageFolder.Enumerate(data.Root);

        CollectionAssert.AreEqual(
            new[] { "B.PNG", "a-b/c.webp", "a/deep/er/x.jpe", "a/y.gif", "a/z.jpeg", "b.jpg", "ä.bmp" },
            images.Select(image => image.Name).ToArray());
        Assert.IsTrue(images.All(image => File.Exists(image.Path)));
        Assert.AreEqual(data.PathOf("a", "deep", "er", "x.jpe"), images[2].Path);
    }

    [TestMethod]
    public void LinksAreFollowedButNotBackToAFolderAround()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("skipped: making links needs a privilege on Windows");
        using TinyDataSet data = new(), elsewhere = new();
        data.Write("set/a.jpg", "");
        elsewhere.Write("c.jpg", "");
        Directory.CreateSymbolicLink(data.PathOf("set", "self"), data.PathOf("set"));
        Directory.CreateSymbolicLink(data.PathOf("set", "up"), data.Root);
        Directory.CreateSymbolicLink(data.PathOf("set", "away"), elsewhere.Root);
        File.CreateSymbolicLink(data.PathOf("set", "b.jpg"), data.PathOf("set", "a.jpg"));

        CollectionAssert.AreEqual(
            new[] { "a.jpg", "away/c.jpg", "b.jpg" }, ImageFolder.Enumerate(data.PathOf("set")).Select(image => image.Name).ToArray());
    }

    [TestMethod]
    public void AMissingFolderIsAnError()
    {
        DirectoryNotFoundException error = Assert.ThrowsExactly<DirectoryNotFoundException>(() => ImageFolder.Enumerate("no/such/folder"));
        Assert.AreEqual("'no/such/folder': there is no such folder", error.Message);
        Assert.ThrowsExactly<ArgumentException>(() => ImageFolder.Enumerate(" "));
    }

    [TestMethod]
    public void AFolderWithoutImagesIsEmpty()
    {
        using TinyDataSet data = new();
        Assert.IsEmpty(ImageFolder.Enumerate(data.Root));
    }
}
