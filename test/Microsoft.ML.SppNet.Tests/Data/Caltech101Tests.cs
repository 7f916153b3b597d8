using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class Caltech101Tests
{
    [TestMethod]
    public void FindsItsFolderAndLeavesOutTheBackgroundOnDemand()
    {
        using TinyDataSet data = new();
        foreach (string name in new[] { "BACKGROUND_Google/image_0001.jpg", "ant/image_0001.jpg", "BACKGROUND_Google/tmp" })
            data.Write($"101_ObjectCategories/{name}", "");
        List<string> warnings = [];

        ClassFolder all = Caltech101.Read(data.Root, warn: warnings.Add);
        ClassFolder objects = Caltech101.Read(data.PathOf("101_ObjectCategories"), includeBackground: false, warnings.Add);

        CollectionAssert.AreEqual(new[] { "BACKGROUND_Google", "ant" }, all.Classes.ToArray());
        CollectionAssert.AreEqual(new[] { "ant" }, objects.Classes.ToArray());
        string folder = data.PathOf("101_ObjectCategories");
        CollectionAssert.AreEqual(
            new[]
            {
                $"'{folder}': expected the 102 classes of Caltech-101, found 2",
                $"'{folder}': expected the 101 classes of Caltech-101, found 1",
            },
            warnings);
    }

    [TestMethod]
    public void ReadsTheRealPhotographs()
    {
        string root = SharedData.Require("data", "caltech101", "101_ObjectCategories");
        ClassFolder folder = Caltech101.Read(root, warn: message => Assert.Fail(message));

        Assert.HasCount(102, folder.Classes);
        Assert.HasCount(4415, folder.Images);
        CollectionAssert.AreEqual(
            new[] { "BACKGROUND_Google", "Faces", "Faces_easy", "Leopards", "Motorbikes", "accordion" }, folder.Classes.Take(6).ToArray());
        Assert.AreEqual("yin_yang", folder.Classes[^1]);
        Assert.AreEqual("BACKGROUND_Google/image_0001.jpg", folder.Images[0].Name);
        int[] counts = [.. folder.Labels.CountBy(label => label).Select(pair => pair.Value)];
        Assert.AreEqual(31, counts.Min());
        Assert.AreEqual("inline_skate", folder.Classes[Array.IndexOf(counts, 31)]);
        Assert.AreEqual(45, counts.Max());
        Assert.AreEqual(78, counts.Count(count => count == 45));

        ClassSplit split = ClassSplit.ByCount(folder.Labels, 30, 50, 1, folder.Classes);
        Assert.HasCount(102 * 30, split.Train);
        Assert.HasCount(4415 - 102 * 30, split.Test);
    }

    [TestMethod]
    public void ReadsTheRealPhotographsWithoutTheBackground()
    {
        string root = SharedData.Require("data", "caltech101");
        ClassFolder folder = Caltech101.Read(root, includeBackground: false, message => Assert.Fail(message));
        Assert.HasCount(101, folder.Classes);
        Assert.HasCount(4415 - 45, folder.Images);
    }
}
