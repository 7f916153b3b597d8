using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ProposalFileTests
{
    [TestMethod]
    public void WhatWasWrittenIsRead()
    {
        using var folder = new TemporaryFolder();
        ScoredBox[] boxes = [new(new ImageBox(1, 2, 30.5f, 40), 0.25f), new(new ImageBox(0, 0, 90, 70), 1e-7f)];
        DrawnImages.Save(folder["images", "a, b.png"]);
        DrawnImages.Save(folder["images", "none.png"]);
        ProposalFile.Write(folder["boxes.csv"], [("a, b.png", boxes), ("none.png", [])]);
        Assert.AreEqual(
            "image,x0,y0,x1,y1,score\n\"a, b.png\",1,2,30.5,40,0.25\n\"a, b.png\",0,0,90,70,1E-07\nnone.png,,,,,\n",
            File.ReadAllText(folder["boxes.csv"]));

        ProposalFile file = ProposalFile.Read(folder["boxes.csv"], folder["images"]);
        Assert.AreEqual(2, file.Images);
        using MLImage image = ImageFile.Load(folder["images", "a, b.png"]), none = ImageFile.Load(folder["images", "none.png"]);
        CollectionAssert.AreEqual(boxes, file.Propose(image).ToArray());
        Assert.IsEmpty(file.Propose(none));
    }

    /// <summary>Without scores the file's order is the order; with them the score is. Of equal boxes the first stays.</summary>
    [TestMethod]
    [DataRow("image,x0,y0,x1,y1\n1.png,0,0,5,5\n1.png,0,0,9,9\n\n1.png,0,0,5,5\n", "5:1 9:0.5")]
    [DataRow("\uFEFFImage,X0,Y0,X1,Y1,Score\r\n1.png,0,0,5,5,1\r\n1.png, 0, 0, 9, 9, 3\r\n1.png,0,0,5,5,2", "9:3 5:2")]
    public void BoxesComeBestFirstAndOnce(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["boxes.csv"], text);
        using MLImage image = ImageFile.Load(DrawnImages.Save(folder["1.png"]));
        Assert.AreEqual(
            expected,
            string.Join(' ', ProposalFile.Read(folder["boxes.csv"]).Propose(image).Select(
                box => FormattableString.Invariant($"{box.Box.Right}:{box.Score}"))));
    }

    [TestMethod]
    [DataRow("", "'{0}' line 1: expected the header image,x0,y0,x1,y1,score or image,x0,y0,x1,y1, found ''.")]
    [DataRow("a.jpg,1,2,3,4", "'{0}' line 1: expected the header image,x0,y0,x1,y1,score or image,x0,y0,x1,y1, found 'a.jpg,1,2,3,4'.")]
    [DataRow("image,x0,y0,x1,y1", "'{0}' names no images.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,1,2,3,4\na.jpg,1,2,3", "'{0}' line 3: expected 5 fields, found 'a.jpg,1,2,3'.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,1,2,3,4,0.5", "'{0}' line 2: expected an image and 4 more fields, found the image 'a.jpg,1'.")]
    [DataRow("image,x0,y0,x1,y1\n,1,2,3,4", "'{0}' line 2: expected an image and 4 more fields, found the image ''.")]
    [DataRow("image,x0,y0,x1,y1\n\"a.jpg,1,2,3,4", "'{0}' line 2: expected an image and 4 more fields, found the image '\"a.jpg'.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,1,2,x,4", "'{0}' line 2: expected a number, found 'x'.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,1,2,,4", "'{0}' line 2: expected a number, found ''.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,1,2,1e99,4", "'{0}' line 2: expected a number, found '1e99'.")]
    [DataRow("image,x0,y0,x1,y1,score\na.jpg,1,2,3,4,NaN", "'{0}' line 2: expected a number, found 'NaN'.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,-1,2,3,4", "'{0}' line 2: expected coordinates from 0 on, found '-1,2,3,4'.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,3,2,1,4", "'{0}' line 2: expected x0 < x1 and y0 < y1, found '3,2,1,4'.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,1,4,3,4", "'{0}' line 2: expected x0 < x1 and y0 < y1, found '1,4,3,4'.")]
    [DataRow("image,x0,y0,x1,y1\na.jpg,1,2,3,4\n./a.jpg,1,2,3,4", "'{0}' names the image './a.jpg' in another way as well.")]
    public void WhatIsWrongIsToldWithItsLine(string text, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["boxes.csv"], text);
        Assert.AreEqual(
            message.Replace("{0}", folder["boxes.csv"], StringComparison.Ordinal),
            Assert.Throws<InvalidDataException>(() => ProposalFile.Read(folder["boxes.csv"])).Message);
    }

    [TestMethod]
    public void OtherFilesAreRefused()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["1.png"]);
        Assert.AreEqual(
            $"'{folder["1.png"]}' is no file of boxes: it looks like a PNG image.",
            Assert.Throws<InvalidDataException>(() => ProposalFile.Read(folder["1.png"])).Message);
        Assert.Throws<FileNotFoundException>(() => ProposalFile.Read(folder["none.csv"]));
    }

    [TestMethod]
    public void ImagesThatTheFileDoesNotFitAreNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["boxes.csv"], "image,x0,y0,x1,y1\n1.png,0,0,90,70\n1.png,5,5,91,70\n");
        ProposalFile file = ProposalFile.Read(folder["boxes.csv"]);
        using MLImage image = ImageFile.Load(DrawnImages.Save(folder["1.png"])), other = ImageFile.Load(DrawnImages.Save(folder["2.png"]));
        Assert.AreEqual(
            $"'{folder["boxes.csv"]}' line 3: the box ends at 91, 70, outside '{folder["1.png"]}', which is 90 × 70 pixels.",
            Assert.Throws<InvalidDataException>(() => file.Propose(image)).Message);
        Assert.AreEqual(
            $"'{folder["boxes.csv"]}' has no boxes of the image '{folder["2.png"]}'.",
            Assert.Throws<InvalidDataException>(() => file.Propose(other)).Message);
        using MLImage drawn = DrawnScene.Create(20, 20);
        Assert.AreEqual(
            $"The boxes of '{folder["boxes.csv"]}' are found by the image's path, and the image has none in its Tag. (Parameter 'image')",
            Assert.Throws<ArgumentException>(() => file.Propose(drawn)).Message);
    }
}
