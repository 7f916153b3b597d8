using System.Diagnostics;

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
    [DataRow(false)]
    [DataRow(true)]
    [Timeout(20_000)]
    public void LinksInACircleGiveEveryFileOnce(bool absolute)
    {
        OrdinaryFileTests.SkipOnWindows();
        using TinyDataSet data = new();
        string Target(string link, string target) =>
            absolute ? Path.GetFullPath(data.PathOf([.. link.Split('/'), "..", .. target.Split('/')])) : target;
        void Link(string link, string target) => Directory.CreateSymbolicLink(data.PathOf(link.Split('/')), Target(link, target));
        data.Write("E/1/1.jpg", "");
        data.Write("E/2/2.jpg", "");
        Link("E/1/other", "../2");
        Link("E/2/other", "../1");
        data.Write("hang/sl/a/b/1.jpg", "");
        Directory.CreateDirectory(data.PathOf("hang", "sl2"));
        Link("hang/sl/a/b/up", "..");
        Link("hang/sl/a/b/again", "../../a");
        Link("hang/sl/x", "../sl2");
        Link("hang/sl2/y", "../sl");
        Link("hang/loop", "loop");
        Link("E/1/back", "../../E");

        CollectionAssert.AreEqual(new[] { "1/1.jpg", "2/2.jpg" },
            ImageFolder.Enumerate(data.PathOf("E")).Select(image => image.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "a/b/1.jpg" },
            ImageFolder.Enumerate(data.PathOf("hang", "sl")).Select(image => image.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "sl/a/b/1.jpg" },
            ImageFolder.Enumerate(data.PathOf("hang")).Select(image => image.Name).ToArray());
        CollectionAssert.AreEqual(
            new[] { "1.jpg", "other/2.jpg" }, ImageFolder.Enumerate(data.PathOf("E", "1")).Select(image => image.Name).ToArray(),
            "by way of a link only");
    }

    [TestMethod]
    public void NamesThatAreNotUtf8AreNotLost()
    {
        OrdinaryFileTests.SkipOnWindows();
        using TinyDataSet data = new();
        data.Write("c/a.jpg", "");
        Shell(data.Root, "touch \"$(printf 'c/caf\\351.jpg')\"");
        IReadOnlyList<ImageEntry> images = ImageFolder.Enumerate(data.Root);
        string path = data.PathOf("c", "caf\uFFFD.jpg");
        CollectionAssert.AreEqual(new[] { "c/a.jpg", "c/caf\uFFFD.jpg" }, images.Select(image => image.Name).ToArray());
        Assert.AreEqual(
            $"'{path}' does not exist (its name is not UTF-8, and such files cannot be opened here: rename it)",
            Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load(images[1].Path)).Message);

        Shell(data.Root, "mkdir \"$(printf 'd\\351')\"");
        string message =
            $"'{data.PathOf("d\uFFFD")}': the name of this folder is not UTF-8, and such folders cannot be opened here: rename it";
        Assert.AreEqual(message, Assert.ThrowsExactly<InvalidDataException>(() => ImageFolder.Enumerate(data.Root)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<InvalidDataException>(() => ClassFolder.Read(data.Root)).Message);
        Shell(data.Root, "rm -r \"$(printf 'd\\351')\" \"$(printf 'c/caf\\351.jpg')\"");
    }

    private static void Shell(string folder, string command)
    {
        using Process shell = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = folder })!;
        shell.WaitForExit();
        Assert.AreEqual(0, shell.ExitCode);
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
