using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What every way to propose boxes keeps to, whatever the image.</summary>
[TestClass]
public class ProposalMethodTests
{
    private static IProposalMethod Method(string name, int? threads = null) => name switch
    {
        "fast" => new SelectiveSearch(new SelectiveSearchOptions { MaximumBoxes = null, NumberOfThreads = threads }),
        "quality" => new SelectiveSearch(
            new SelectiveSearchOptions { Mode = SelectiveSearchMode.Quality, MaximumBoxes = null, NumberOfThreads = threads }),
        "edges" => new EdgeBoxes(new EdgeBoxesOptions { NumberOfThreads = threads }),
        _ => new SlidingWindows(),
    };

    [TestMethod]
    [DataRow("fast", 1, 1)]
    [DataRow("fast", 2, 1)]
    [DataRow("fast", 1, 100)]
    [DataRow("fast", 100, 1)]
    [DataRow("fast", 342, 107)]
    [DataRow("fast", 300, 732)]
    [DataRow("fast", 4000, 3000)]
    [DataRow("quality", 1, 1)]
    [DataRow("quality", 1, 100)]
    [DataRow("quality", 100, 1)]
    [DataRow("quality", 171, 53)]
    [DataRow("edges", 1, 1)]
    [DataRow("edges", 2, 2)]
    [DataRow("edges", 1, 100)]
    [DataRow("edges", 100, 1)]
    [DataRow("edges", 342, 107)]
    [DataRow("edges", 300, 732)]
    [DataRow("edges", 4000, 3000)]
    [DataRow("windows", 1, 1)]
    [DataRow("windows", 1, 100)]
    [DataRow("windows", 100, 1)]
    [DataRow("windows", 342, 107)]
    [DataRow("windows", 300, 732)]
    [DataRow("windows", 4000, 3000)]
    public void BoxesOfImagesOfAnyShapeLieInsideDifferAndAreInOrder(string method, int width, int height)
    {
        using MLImage image = DrawnScene.Create(width, height);
        ScoredBox[] boxes = [.. Method(method).Propose(image)];
        Assert.IsNotEmpty(boxes);
        Assert.IsTrue(boxes.All(
            box => box.Box is { Left: >= 0, Top: >= 0, Area: > 0 } && box.Box.Right <= width && box.Box.Bottom <= height));
        Assert.HasCount(boxes.Length, boxes.Select(box => box.Box).ToHashSet());
        Assert.IsTrue(boxes.Zip(boxes.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score));
        Assert.IsTrue(boxes.All(box => float.IsFinite(box.Score) && box.Score >= 0));
        if (method != "edges" || Math.Min(width, height) < 3)
            CollectionAssert.Contains(boxes.Select(box => box.Box).ToArray(), new ImageBox(0, 0, width, height));
    }

    [TestMethod]
    [DataRow("fast")]
    [DataRow("quality")]
    [DataRow("edges")]
    public void AConstantImageHasOneBox(string method)
    {
        using MLImage image = DrawnScene.Constant(60, 40, 128);
        Assert.AreEqual(new ImageBox(0, 0, 60, 40), Method(method).Propose(image).Single().Box);
    }

    [TestMethod]
    [DataRow("fast")]
    [DataRow("quality")]
    [DataRow("edges")]
    public void AGreyImageIsSearchedAsAnyOther(string method)
    {
        byte[] pixels = new byte[100 * 80 * 4];
        Array.Fill(pixels, (byte)40);
        for (int y = 20; y < 60; y++)
            Array.Fill(pixels, (byte)230, (y * 100 + 30) * 4, 40 * 4);
        using MLImage image = MLImage.CreateFromPixels(100, 80, MLPixelFormat.Rgba32, pixels);
        double best = Method(method).Propose(image).Max(box => box.Box.IntersectionOverUnion(new ImageBox(30, 20, 70, 60)));
        Assert.IsGreaterThan(0.7, best);
    }

    [TestMethod]
    [DataRow("fast")]
    [DataRow("quality")]
    [DataRow("edges")]
    public void TheNumberOfThreadsAndTheRunChangeNothing(string method)
    {
        using MLImage image = DrawnScene.Create(160, 120);
        ScoredBox[] one = [.. Method(method, 1).Propose(image)];
        CollectionAssert.AreEqual(one, Method(method, 4).Propose(image).ToArray());
        CollectionAssert.AreEqual(one, Method(method).Propose(image).ToArray());
    }

    [TestMethod]
    [DataRow("fast")]
    [DataRow("edges")]
    [DataRow("windows")]
    public void ACancelledSearchEnds(string method)
    {
        using MLImage image = DrawnScene.Create(160, 120);
        Assert.Throws<OperationCanceledException>(() => Method(method).Propose(image, new CancellationToken(canceled: true)));
    }
}
