using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Whatever is wrong with a devkit is named with file and line.</summary>
[TestClass]
public class PascalVocErrorTests
{
    private static readonly string Classes = string.Join(", ", PascalVoc.ClassNames);

    [TestMethod]
    [DataRow("000001 1", "line 3: expected one image id, found '000001 1'")]
    [DataRow("../000001", "line 3: expected one image id, found '../000001'")]
    [DataRow("000002", "line 3: image 000002 is already in line 2")]
    public void ABadImageSetIsAnError(string line, string expected) =>
        AssertInvalid("ImageSets/Main/trainval.txt", $"000001\n000002\r\n{line}\n", ", " + expected);

    [TestMethod]
    public void AnEmptyImageSetIsAnError() => AssertInvalid("ImageSets/Main/trainval.txt", "\r\n", ": the image set is empty");

    [TestMethod]
    [DataRow("000001 1\n000002 2\n", "line 2: expected an image id and 1, 0 or -1, found '000002 2'")]
    [DataRow("000001 1\n000002\n", "line 2: expected an image id and 1, 0 or -1, found '000002'")]
    [DataRow("000001 1\n\n000001 1\n", "line 3: image 000001 is already in line 1")]
    public void ABadLabelIsAnError(string text, string expected) => AssertInvalid("ImageSets/Main/cat_trainval.txt", text, ", " + expected);

    [TestMethod]
    public void AMissingLabelIsAnError()
    {
        using TinyDataSet data = Devkit();
        AssertInvalid(data, "ImageSets/Main/cat_trainval.txt", "000001 1\n",
            $": no label for image 000002 ('{data.PathOf("VOC2007", "ImageSets", "Main", "trainval.txt")}', line 2)");
    }

    [TestMethod]
    [DataRow("<annotation>\n<object>\n</annotation>",
        "line 3: broken XML: The 'object' start tag on line 2 position 2 does not match the end tag of 'annotation'. Line 3, position 3.")]
    [DataRow("", "line 1: expected XML; it looks like an empty file")]
    [DataRow("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>\n<annotation>&x;</annotation>",
        "line 1: the XML has a DOCTYPE, which could name other files and is not read here: remove it")]
    [DataRow("<html/>", "line 1: expected the element 'annotation', found 'html'")]
    [DataRow("<annotation>\n<object/></annotation>", "line 2: expected an element 'name' in 'object', found none")]
    [DataRow("<annotation>\n<object><name>cat</name></object></annotation>",
        "line 2: expected an element 'bndbox' in 'object', found none")]
    [DataRow("<annotation>\n<size><width>0</width><height>4</height></size></annotation>",
        "line 2: expected a number of pixels in 'width', found '0'")]
    [DataRow("<annotation><object><name>cat</name><bndbox>\n<xmin>1e99</xmin></bndbox></object></annotation>",
        "line 2: expected a pixel coordinate in 'xmin', found '1e99'")]
    [DataRow("<annotation><object><name>cat</name>\n<bndbox><xmin>5</xmin><ymin>1</ymin><xmax>4</xmax><ymax>9</ymax></bndbox></object>"
        + "</annotation>",
        "line 2: expected a box with xmin <= xmax and ymin <= ymax, found (5, 1, 4, 9)")]
    [DataRow("<annotation><object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>4</xmax><ymax>9</ymax></bndbox>"
        + "\n<difficult>yes</difficult></object></annotation>",
        "line 2: expected 0 or 1 in 'difficult', found 'yes'")]
    public void ABadAnnotationIsAnError(string xml, string expected) => AssertInvalid("Annotations/000002.xml", xml, ", " + expected);

    [TestMethod]
    public void AnUnknownClassIsAnError() => AssertInvalid(
        "Annotations/000002.xml", "<annotation>\n\n<object><name>unicorn</name></object></annotation>",
        $", line 3: unknown class 'unicorn', expected one of {Classes}");

    [TestMethod]
    public void AnEndlessAnnotationIsAnError() => AssertInvalid(
        "Annotations/000002.xml", $"<annotation>{new string(' ', 2_000_000)}</annotation>",
        ", line 1: broken XML: The input document has exceeded a limit set by MaxCharactersInDocument.");

    [TestMethod]
    public void DeeplyNestedXmlIsAnError() => AssertInvalid(
        "Annotations/000002.xml", $"<annotation>\n{string.Concat(Enumerable.Repeat("<a>", 100_000))}",
        ", line 2: elements are nested deeper than 16");

    [TestMethod]
    public void PartsOfAPersonAreNoObjects()
    {
        using TinyDataSet data = Devkit();
        string person = TinyDataSet.ObjectXml("person", "1 1 9 9")
            .Replace("</object>", "<part><name>head</name><bndbox><xmin>2</xmin></bndbox></part></object>", StringComparison.Ordinal);
        data.Write("VOC2007/Annotations/000002.xml", $"<annotation>{person}</annotation>");
        VocImage image = PascalVoc.Read(data.Root, "trainval").Images[1];
        Assert.HasCount(1, image.Objects);
        Assert.AreEqual(new VocBox(1, 1, 9, 9), image.Objects[0].Box);
        Assert.IsNull(image.Width);
    }

    [TestMethod]
    public void ABoxOverTheEdgeIsKeptWithAWarning()
    {
        using TinyDataSet data = Devkit();
        string xml = data.Write("VOC2007/Annotations/000002.xml",
            $"<annotation>\n<size><width>20</width><height>10</height></size>\n{TinyDataSet.ObjectXml("cat", "0 1 20 10.5")}</annotation>");
        List<string> warnings = [];
        Assert.AreEqual(new VocBox(0, 1, 20, 10.5f), PascalVoc.Read(data.Root, "trainval", warnings.Add).Images[1].Objects[0].Box);
        Assert.AreEqual($"'{xml}', line 3: the box (0, 1, 20, 10.5) reaches over its image of 20×10", warnings[0]);
    }

    [TestMethod]
    public void AMissingImageIsAnError()
    {
        using TinyDataSet data = Devkit();
        string image = data.PathOf("VOC2007", "JPEGImages", "000002.jpg");
        File.Delete(image);
        FileNotFoundException error = Assert.ThrowsExactly<FileNotFoundException>(() => PascalVoc.Read(data.Root, "trainval"));
        Assert.AreEqual($"'{data.PathOf("VOC2007", "ImageSets", "Main", "trainval.txt")}', line 2: the image '{image}' is missing",
            error.Message);
        Assert.AreEqual(image, error.FileName);
    }

    [TestMethod]
    public void NeitherLabelNorAnnotationIsAnError()
    {
        using TinyDataSet data = Devkit();
        string label = data.PathOf("VOC2007", "ImageSets", "Main", "cat_trainval.txt");
        string annotation = data.PathOf("VOC2007", "Annotations", "000002.xml");
        File.Delete(label);
        File.Delete(annotation);
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => PascalVoc.Read(data.Root, "trainval"));
        Assert.AreEqual(
            $"'{data.PathOf("VOC2007", "ImageSets", "Main", "trainval.txt")}', line 2: image 000002 has neither a label in '{label}' nor "
                + $"an annotation '{annotation}'",
            error.Message);
    }

    [TestMethod]
    public void AnUnknownImageSetNamesThoseThatThereAre()
    {
        using TinyDataSet data = Devkit();
        data.Write("VOC2007/ImageSets/Main/test.txt", "");
        string main = data.PathOf("VOC2007", "ImageSets", "Main");
        FileNotFoundException error = Assert.ThrowsExactly<FileNotFoundException>(() => PascalVoc.Read(data.Root, "val"));
        Assert.AreEqual($"'{Path.Combine(main, "val.txt")}': there is no such image set; found test, trainval", error.Message);
        Assert.AreEqual(
            "expected the name of an image set such as trainval, found '../x' (Parameter 'imageSet')",
            Assert.ThrowsExactly<ArgumentException>(() => PascalVoc.Read(data.Root, "../x")).Message);
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => PascalVoc.Read(data.PathOf("nowhere"), "trainval"));
    }

    private static TinyDataSet Devkit()
    {
        TinyDataSet data = new();
        data.WriteVoc(new Dictionary<string, string> { ["000001"] = "", ["000002"] = "" }, new Dictionary<string, int[]>());
        return data;
    }

    private static void AssertInvalid(string file, string text, string expected)
    {
        using TinyDataSet data = Devkit();
        AssertInvalid(data, file, text, expected);
    }

    private static void AssertInvalid(TinyDataSet data, string file, string text, string expected)
    {
        string path = data.Write($"VOC2007/{file}", text);
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => PascalVoc.Read(data.Root, "trainval"));
        Assert.AreEqual($"'{path}'" + expected, error.Message);
    }
}
