using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class BoxListTests
{
    [TestMethod]
    public void ARowIsAnObjectAndARowWithAnImageAloneSaysThatItHasNone()
    {
        using TinyDataSet data = new();
        data.Draw("a.png");
        data.Draw("b, c.png");
        string path = data.Write(
            "boxes.csv", "image,class,x0,y0,x1,y1,difficult\na.png,cat,1,2,3.5,4,0\n\"b, c.png\",,,,,,\na.png,\"a bus\",0,0,8,6,1\n");
        AnnotatedImageSet set = AnnotatedImageSet.ReadCsv(path);
        CollectionAssert.AreEqual(new[] { "a bus", "cat" }, set.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { "a.png", "b, c.png" }, set.Images.Select(image => image.Name).ToArray());
        CollectionAssert.AreEqual(
            new AnnotatedObject[] { new(1, new ImageBox(1, 2, 3.5f, 4)), new(0, new ImageBox(0, 0, 8, 6), Difficult: true) },
            set.Images[0].Objects.ToArray());
        Assert.IsEmpty(set.Images[1].Objects);
        Assert.AreEqual(data.PathOf("a.png"),
            AnnotatedImageSet.ReadCsv(data.Write("sub/boxes.csv", File.ReadAllText(path)), data.Root).Images[0].Path);
    }

    [TestMethod]
    [DataRow("a.png,cat,1,2,3", ", line 3: expected 6 fields, the first an image, found 'a.png,cat,1,2,3'")]
    [DataRow("a.png,cat,1,2,x,4", ", line 3: expected a pixel coordinate, found 'x'")]
    [DataRow("a.png,,1,2,3,4", ", line 3: expected a class, found none")]
    [DataRow("a.png,cat,3,2,3,4", ", line 3: expected a box with x0 < x1 and y0 < y1 in its image, found '3,2,3,4'")]
    [DataRow("a.png,cat,5,2,3,4", ", line 3: expected a box with x0 < x1 and y0 < y1 in its image, found '5,2,3,4'")]
    [DataRow("a.png,cat,-5,2,0,4", ", line 3: expected a box with x0 < x1 and y0 < y1 in its image, found '-5,2,0,4'")]
    public void ABrokenLineIsNamed(string line, string expected)
    {
        using TinyDataSet data = new();
        data.Draw("a.png");
        string path = data.Write("boxes.csv", $"image,class,x0,y0,x1,y1\na.png,cat,0,0,1,1\n{line}\n");
        Assert.AreEqual($"'{path}'{expected}", Assert.ThrowsExactly<InvalidDataException>(() => AnnotatedImageSet.ReadCsv(path)).Message);
    }

    [TestMethod]
    public void AnotherHeaderAMissingImageAndAListWithoutObjectsAreRefused()
    {
        using TinyDataSet data = new();
        string path = data.Write("boxes.csv", "path,class,x0,y0,x1,y1\n");
        Assert.AreEqual(
            $"'{path}', line 1: expected the header image,class,x0,y0,x1,y1 or image,class,x0,y0,x1,y1,difficult, found "
                + "'path,class,x0,y0,x1,y1'",
            Assert.ThrowsExactly<InvalidDataException>(() => AnnotatedImageSet.ReadCsv(path)).Message);
        data.Write("boxes.csv", "image,class,x0,y0,x1,y1\n");
        Assert.AreEqual($"'{path}': the list has no objects",
            Assert.ThrowsExactly<InvalidDataException>(() => AnnotatedImageSet.ReadCsv(path)).Message);
        data.Write("boxes.csv", "image,class,x0,y0,x1,y1\n\nno.png,cat,1,2,3,4\n");
        Assert.AreEqual(
            $"'{path}', line 3: the image '{data.PathOf("no.png")}' is missing",
            Assert.ThrowsExactly<FileNotFoundException>(() => AnnotatedImageSet.ReadCsv(path)).Message);
    }
}
