using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class Voc2007DetectionProtocolTests
{
    [TestMethod]
    public void APerfectDetectorHasAPrecisionOfOneAndClassesWithoutObjectsDoNotCount()
    {
        DetectionExample[] test = DetectionScenes.Create(5);
        var heard = new List<ProtocolProgress>();
        Voc2007DetectionResult result = Voc2007DetectionProtocol.Evaluate(
            new Oracle(test, ["red", "green", "blue"]), test, new() { Progress = new Listener(heard) });
        Assert.AreEqual(1, result.MeanElevenPoint);
        Assert.AreEqual(1, result.MeanArea);
        Assert.IsTrue(double.IsNaN(result.Classes[2].ElevenPoint));
        Assert.AreEqual("green", result.Classes[1].ClassName);
        Assert.AreEqual(5, result.Images);
        CollectionAssert.AreEqual(Enumerable.Range(1, 5).Select(done => new ProtocolProgress(done, 5)).ToArray(), heard);
    }

    [TestMethod]
    public void WhatIsNotFoundAndWhatIsFoundTwiceCosts()
    {
        DetectionExample[] test = DetectionScenes.Create(4);
        int reds = test.Sum(example => example.Objects.Count(one => one.ClassIndex == 0));
        int first = test[0].Objects.Count(one => one.ClassIndex == 0);
        Voc2007DetectionResult blind = Voc2007DetectionProtocol.Evaluate(new Oracle(test[1..], DetectionScenes.Classes), test);
        Assert.AreEqual((double)(reds - first) / reds, blind.Classes[0].Area, 1e-12);
        Voc2007DetectionResult twice = Voc2007DetectionProtocol.Evaluate(new Oracle(test, DetectionScenes.Classes) { Copies = 2 }, test);
        Assert.IsLessThan(0.9, twice.MeanArea);
    }

    [TestMethod]
    public void TheImagesOfADevkitBecomeExamplesWithBoxesFromZero()
    {
        using TinyDataSet data = new();
        data.WriteVoc(
            new Dictionary<string, string> { ["000001"] = TinyDataSet.ObjectXml("cat", "3 4 10 20", difficult: 1), ["000002"] = "" },
            new Dictionary<string, int[]>());
        IReadOnlyList<DetectionExample> examples = Voc2007DetectionProtocol.Examples(PascalVoc.Read(data.Root, "trainval"));
        Assert.AreEqual(new AnnotatedObject(7, new ImageBox(2, 3, 10, 20), Difficult: true), examples[0].Objects.Single());
        Assert.IsEmpty(examples[1].Objects);
        using MLImage image = examples[0].Load();
        Assert.AreEqual((50, 40), (image.Width, image.Height));
        Assert.AreEqual(examples[0].Name, image.Tag);
    }

    [TestMethod]
    public void AnImageWithoutAnnotationIsAnErrorWithFileAndLine()
    {
        using TinyDataSet data = new();
        data.WriteVoc(new Dictionary<string, string> { ["000001"] = "", ["000002"] = "" }, new Dictionary<string, int[]>());
        File.Delete(data.PathOf("VOC2007", "Annotations", "000002.xml"));
        PascalVoc set = PascalVoc.Read(data.Root, "trainval");
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => Voc2007DetectionProtocol.Examples(set));
        Assert.AreEqual(
            $"'{data.PathOf("VOC2007", "ImageSets", "Main", "trainval.txt")}', line 2: image 000002 has no annotation, so nobody knows "
                + "what "
            + "there is to detect",
            error.Message);
    }

    [TestMethod]
    [DataRow("51 1 60 9", "(51, 1, 60, 9)")]
    [DataRow("1 41 60 49", "(1, 41, 60, 49)")]
    [DataRow("-9 1 0 9", "(-9, 1, 0, 9)")]
    public void ABoxOutsideItsImageIsAnErrorWithFileAndLine(string box, string shown)
    {
        using TinyDataSet data = new();
        data.WriteVoc(new Dictionary<string, string> { ["000001"] = TinyDataSet.ObjectXml("cat", box) }, new Dictionary<string, int[]>());
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => PascalVoc.Read(data.Root, "trainval"));
        Assert.AreEqual(
            $"'{data.PathOf("VOC2007", "Annotations", "000001.xml")}', line 3: the box {shown} lies outside its image of 50×40",
            error.Message);
    }

    [TestMethod]
    public void AnImageThatCannotBeReadIsNamed()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("broken.jpg", "no image"u8.ToArray());
        DetectionExample example = DetectionExample.From(new AnnotatedImage("broken", path, []));
        ImageReadException error = Assert.ThrowsExactly<ImageReadException>(
            () => Voc2007DetectionProtocol.Evaluate(new Oracle([], DetectionScenes.Classes), [example]));
        Assert.AreEqual(path, error.Path);
        StringAssert.Contains(error.Message, $"'{path}'");
    }

    /// <summary>Knows the objects of some images, by their pixels.</summary>
    private sealed class Oracle(DetectionExample[] known, string[] classes) : IObjectDetector
    {
        internal int Copies { get; init; } = 1;

        public IReadOnlyList<string> ClassNames => classes;

        public IReadOnlyList<DetectedObject> Detect(
            MLImage image, float? minimumScore, IReadOnlyList<ScoredBox>? proposals, DetectionTimes? times,
            CancellationToken cancellationToken)
        {
            foreach (DetectionExample example in known)
            {
                using MLImage other = example.Load();
                if (other.Pixels.SequenceEqual(image.Pixels))
                    return [.. Enumerable.Repeat(example.Objects, Copies).SelectMany(list => list)
                        .Select(one => new DetectedObject(one.ClassIndex, classes[one.ClassIndex], one.Box, 1))];
            }

            return [];
        }
    }

    private sealed class Listener(List<ProtocolProgress> heard) : IProgress<ProtocolProgress>
    {
        public void Report(ProtocolProgress value) => heard.Add(value);
    }
}
