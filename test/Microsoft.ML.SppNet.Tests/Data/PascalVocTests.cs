using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class PascalVocTests
{
    private static readonly Dictionary<string, string> Objects = new()
    {
        ["000005"] = TinyDataSet.ObjectXml("dog", "1 2 30 40") + TinyDataSet.ObjectXml("person", "3 4 5.5 6", difficult: 1),
        ["17"] = TinyDataSet.ObjectXml("person", "7 8 7 8") + TinyDataSet.ObjectXml("person", "1 1 50 40", difficult: 1),
        ["2008_000001"] = "",
    };

    private static readonly Dictionary<string, int[]> Labels = new() { ["dog"] = [1, -1, -1], ["person"] = [0, 1, -1] };

    [TestMethod]
    [DataRow("\n")]
    [DataRow(" \r\n")]
    public void ReadsImagesLabelsAndBoxes(string newLine)
    {
        using TinyDataSet data = new();
        data.WriteVoc(Objects, Labels, newLine);

        PascalVoc voc = PascalVoc.Read(data.Root, "trainval");

        CollectionAssert.AreEqual(new[] { "000005", "17", "2008_000001" }, voc.Images.Select(image => image.Id).ToArray());
        Assert.AreEqual(data.PathOf("VOC2007"), voc.Root);
        Assert.AreEqual(data.PathOf("VOC2007", "JPEGImages", "000005.jpg"), voc.Images[0].Path);
        Assert.AreEqual((50, 40), (voc.Images[0].Width, voc.Images[0].Height));
        CollectionAssert.AreEqual(new[] { 1, -1, -1 }, LabelsOf(voc, "dog"));
        CollectionAssert.AreEqual(new[] { 0, 1, -1 }, LabelsOf(voc, "person"));
        CollectionAssert.AreEqual(new[] { -1, -1, -1 }, LabelsOf(voc, "train"));
        CollectionAssert.AreEqual(
            new VocObject[]
            {
                new(11, new VocBox(1, 2, 30, 40), false, true, "Left"),
                new(14, new VocBox(3, 4, 5.5f, 6), true, true, "Left"),
            },
            voc.Images[0].Objects.ToArray());
        Assert.IsEmpty(voc.Images[2].Objects);
    }

    [TestMethod]
    public void WithoutClassFilesTheLabelsComeFromTheAnnotations()
    {
        using TinyDataSet data = new();
        data.WriteVoc(Objects, Labels);
        foreach (string className in PascalVoc.ClassNames)
            File.Delete(data.PathOf("VOC2007", "ImageSets", "Main", $"{className}_trainval.txt"));
        List<string> warnings = [];

        PascalVoc voc = PascalVoc.Read(data.Root, "trainval", warnings.Add);

        CollectionAssert.AreEqual(new[] { 1, -1, -1 }, LabelsOf(voc, "dog"));
        CollectionAssert.AreEqual(new[] { 0, 1, -1 }, LabelsOf(voc, "person"));
        string main = data.PathOf("VOC2007", "ImageSets", "Main");
        CollectionAssert.AreEqual(
            new[]
            {
                $"'{Path.Combine(main, "aeroplane_trainval.txt")}' is missing; labels of 20 classes are derived from the annotations: "
                    + $"{string.Join(", ", PascalVoc.ClassNames)}",
                EmptyClasses(main),
            },
            warnings);
    }

    [TestMethod]
    public void WithoutAnnotationsThereAreLabelsButNoBoxes()
    {
        using TinyDataSet data = new();
        data.WriteVoc(Objects, Labels);
        Directory.Delete(data.PathOf("VOC2007", "Annotations"), recursive: true);
        List<string> warnings = [];

        PascalVoc voc = PascalVoc.Read(data.PathOf("VOC2007"), "trainval", warnings.Add);

        CollectionAssert.AreEqual(new[] { 0, 1, -1 }, LabelsOf(voc, "person"));
        Assert.IsTrue(voc.Images.All(image => image.Objects.Count == 0 && image.Width is null && image.Height is null));
        string main = data.PathOf("VOC2007", "ImageSets", "Main");
        CollectionAssert.AreEqual(
            new[]
            {
                $"'{Path.Combine(main, "trainval.txt")}', line 1: '{data.PathOf("VOC2007", "Annotations", "000005.xml")}' is missing; 3 "
                    + "of 3 images have no annotation and so no boxes",
                EmptyClasses(main),
            },
            warnings);
    }

    [TestMethod]
    public void LabelsOfOtherImagesAreLeftOutWithAWarning()
    {
        using TinyDataSet data = new();
        data.WriteVoc(Objects, Labels);
        string dog = data.PathOf("VOC2007", "ImageSets", "Main", "dog_trainval.txt");
        File.AppendAllText(dog, "000777 -1\n000778 1\n");
        List<string> warnings = [];

        PascalVoc voc = PascalVoc.Read(data.Root, "trainval", warnings.Add);

        CollectionAssert.AreEqual(new[] { 1, -1, -1 }, LabelsOf(voc, "dog"));
        Assert.AreEqual(
            $"'{dog}', line 4: image 000777 is not in '{data.PathOf("VOC2007", "ImageSets", "Main", "trainval.txt")}'; 2 such labels are "
                + "left out",
            warnings[0]);
    }

    [TestMethod]
    public void ReadsTheRealImageSets()
    {
        string root = SharedData.Require("data", "VOCdevkit", "VOC2007");
        PascalVoc trainval = PascalVoc.Read(root, "trainval", message => Assert.Fail(message));
        PascalVoc test = PascalVoc.Read(root, "test", message => Assert.Fail(message));

        Assert.HasCount(600, trainval.Images);
        Assert.HasCount(600, test.Images);
        CollectionAssert.AreEqual(
            new[] { 23, 28, 38, 23, 33, 23, 83, 31, 47, 23, 25, 43, 37, 40, 293, 25, 23, 23, 23, 27 }, Count(trainval, 1));
        CollectionAssert.AreEqual(new[] { 1, 4, 1, 0, 1, 2, 12, 0, 17, 1, 10, 3, 4, 2, 9, 6, 0, 21, 0, 3 }, Count(trainval, 0));
        CollectionAssert.AreEqual(
            new[] { 23, 37, 34, 23, 28, 23, 68, 37, 50, 23, 27, 47, 36, 27, 281, 23, 23, 27, 25, 29 }, Count(test, 1));
        Assert.AreEqual(2014, trainval.Images.Sum(image => image.Objects.Count));
        Assert.AreEqual(2043, test.Images.Sum(image => image.Objects.Count));
        Assert.AreEqual(157, trainval.Images.Sum(image => image.Objects.Count(item => item.Difficult)));

        VocImage first = test.Images[0];
        Assert.AreEqual(("000009", 500, 375, 4), (first.Id, first.Width, first.Height, first.Objects.Count));
        Assert.AreEqual(new VocObject(PascalVoc.IndexOf("horse"), new VocBox(69, 172, 270, 330), false, false, "Unspecified"),
            first.Objects[0]);
        CollectionAssert.AreEqual(new[] { "000017", "000023", "000032" }, trainval.Images.Take(3).Select(image => image.Id).ToArray());
    }

    /// <summary>The official class files and the annotations must tell the same story.</summary>
    [TestMethod]
    public void DerivedLabelsAgreeWithTheOfficialOnes()
    {
        foreach (VocImage image in PascalVoc.Read(SharedData.Require("data", "VOCdevkit"), "trainval").Images)
        {
            int[] derived = [.. Enumerable.Range(0, 20).Select(c => image.Objects.Where(item => item.ClassIndex == c)
                .Select(item => item.Difficult ? 0 : 1).DefaultIfEmpty(-1).Max())];
            CollectionAssert.AreEqual(derived, image.Labels.ToArray(), image.Id);
        }
    }

    private static int[] LabelsOf(PascalVoc voc, string className) =>
        [.. voc.Images.Select(image => image.Labels[PascalVoc.IndexOf(className)])];

    private static int[] Count(PascalVoc voc, int label) =>
        [.. Enumerable.Range(0, 20).Select(c => voc.Images.Count(image => image.Labels[c] == label))];

    private static string EmptyClasses(string main) =>
        $"'{Path.Combine(main, "trainval.txt")}': no image is labelled 1 for "
            + $"{string.Join(", ", PascalVoc.ClassNames.Where(name => name is not ("dog" or "person")))}";
}
