using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ImageListTests
{
    [TestMethod]
    public void ReadsOnePathPerLineRelativeToItsFolder()
    {
        using TinyDataSet data = new();
        string absolute = Path.Combine(Path.GetTempPath(), "x.png");
        string list = data.Write("lists/list.txt", $"\uFEFFb.jpg \r\n\r\n   \r\nsub\\a b.jpg\r\n#1.jpg\r\nb.jpg\r\n{absolute}");

        IReadOnlyList<ImageEntry> images = ImageList.Read(list);

        CollectionAssert.AreEqual(
            new[] { "b.jpg", "sub/a b.jpg", "#1.jpg", "b.jpg", absolute.Replace('\\', '/') }, images.Select(image => image.Name).ToArray());
        Assert.AreEqual(data.PathOf("lists", "b.jpg"), images[0].Path);
        Assert.AreEqual(Path.GetFullPath(data.PathOf("lists", "sub", "a b.jpg")), Path.GetFullPath(images[1].Path));
        Assert.AreEqual(absolute, images[4].Path);
    }

    [TestMethod]
    public void AnEntryThatDoesNotExistIsNamedWithItsList()
    {
        using TinyDataSet data = new();
        string list = data.Write("list.txt", "\n\ngone.jpg\n");
        IReadOnlyList<ImageEntry> images = ImageList.Read(list);
        Assert.AreEqual($"'{list}', line 3", images[0].Listed);
        IDataView view = new MLContext().Data.LoadImageFiles(images);
        Assert.AreEqual(
            $"row 0 ('{list}', line 3): '{data.PathOf("gone.jpg")}' does not exist",
            Assert.ThrowsExactly<ImageReadException>(() => view.GetColumn<MLImage>("Image").ToArray()).Message);
    }

    [TestMethod]
    public void OtherFilesAreNoLists()
    {
        using TinyDataSet data = new();
        string page = data.Write("page.txt", "<!DOCTYPE html>\n<p>404");
        Assert.AreEqual(
            $"'{page}': expected a list, one entry per line; it looks like an HTML page",
            Assert.ThrowsExactly<InvalidDataException>(() => ImageList.Read(page)).Message);
    }

    [TestMethod]
    public void BadListsAreErrors()
    {
        using TinyDataSet data = new();
        string empty = data.Write("empty.txt", "\n \n");
        string zero = data.Write("zero.txt", "a.jpg\n\nb\0.jpg\n");
        string latin = data.PathOf("latin.txt");
        File.WriteAllBytes(latin, Encoding.Latin1.GetBytes("a.jpg\nä.jpg\n"));
        string missing = data.PathOf("missing.txt");

        Assert.AreEqual($"'{empty}': the list names no images",
            Assert.ThrowsExactly<InvalidDataException>(() => ImageList.Read(empty)).Message);
        Assert.AreEqual($"'{zero}', line 3: expected a path, found a zero byte",
            Assert.ThrowsExactly<InvalidDataException>(() => ImageList.Read(zero)).Message);
        Assert.AreEqual($"'{latin}', line 1 or after it: not UTF-8 text",
            Assert.ThrowsExactly<InvalidDataException>(() => ImageList.Read(latin)).Message);
        Assert.AreEqual($"'{missing}': there is no such file",
            Assert.ThrowsExactly<FileNotFoundException>(() => ImageList.Read(missing)).Message);
    }
}
