using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// How many objects of VOC photographs the proposals cover: of ten photographs; of a hundred, with times, by build/study-proposals.sh.
/// </summary>
[TestClass]
public class ProposalStudyTests
{
    private static readonly bool Whole = Environment.GetEnvironmentVariable("SPPNET_STUDY") is not null;

    [TestMethod]
    [DataRow(1)]
    [DataRow(20)]
    public void SelectiveSearchCoversMostObjects(int minimumSide)
    {
        var search = new SelectiveSearch(new SelectiveSearchOptions { MinimumSide = minimumSide, NumberOfThreads = 1 });
        PascalVoc voc = PascalVoc.Read(SharedData.Require("data", "VOCdevkit", "VOC2007"), "test");
        VocImage[] images = [.. voc.Images.Where((_, i) => i % (Whole ? 6 : 60) == 0)];
        var best = new List<(int Class, double Overlap)>();
        int boxes = 0;
        var watch = new Stopwatch();
        foreach (VocImage record in images)
        {
            using MLImage image = ImageFile.Load(record.Path);
            watch.Start();
            IReadOnlyList<ScoredBox> found = search.Propose(image);
            watch.Stop();
            boxes += found.Count;
            best.AddRange(record.Objects.Where(thing => !thing.Difficult).Select(thing => (thing.ClassIndex, Overlap(found, thing.Box))));
        }

        double recall = best.Average(thing => thing.Overlap >= 0.5 ? 1.0 : 0);
        double mabo = best.GroupBy(thing => thing.Class).Average(ofClass => ofClass.Average(thing => thing.Overlap));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ours, sides from {minimumSide}: {images.Length} images, {(double)boxes / images.Length:F0} boxes, "
            + $"{watch.Elapsed.TotalSeconds / images.Length:F3} s, "
            + $"recall at 0.5 {recall:F3}, at 0.7 {best.Average(thing => thing.Overlap >= 0.7 ? 1.0 : 0):F3}, MABO {mabo:F3}"));
        Assert.IsGreaterThan(0.65, recall);
    }

    private static double Overlap(IReadOnlyList<ScoredBox> boxes, VocBox thing) =>
        boxes.Max(box => box.Box.IntersectionOverUnion(new ImageBox(thing.XMin - 1, thing.YMin - 1, thing.XMax, thing.YMax)));
}
