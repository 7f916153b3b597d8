using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// How many objects of VOC photographs the proposals cover: of ten photographs; of many, with times, as rows of the table that
/// build/study-proposals.sh makes.
/// </summary>
[TestClass]
public class ProposalStudyTests
{
    /// <summary>Every how many photographs; null outside the study.</summary>
    private static readonly int? Every =
        int.TryParse(Environment.GetEnvironmentVariable("SPPNET_STUDY"), CultureInfo.InvariantCulture, out int every) ? every : null;

    /// <summary>The folder of OpenCV's edge maps and boxes; null outside the study.</summary>
    private static readonly string? Edges = Environment.GetEnvironmentVariable("SPPNET_STUDY_EDGES");

    private static string Photographs =>
        Environment.GetEnvironmentVariable("SPPNET_STUDY_PHOTOGRAPHS") ?? SharedData.Require("data", "VOCdevkit", "VOC2007");

    [TestMethod]
    [DataRow(1, 0.75)]
    [DataRow(20, 0.65)]
    public void SelectiveSearchCoversMostObjects(int minimumSide, double expected)
    {
        var search = new SelectiveSearch(new SelectiveSearchOptions { MinimumSide = minimumSide, NumberOfThreads = 1 });
        Assert.IsGreaterThan(expected, Study($"Selective Search fast{(minimumSide > 1 ? $", sides from {minimumSide}" : "")}", search));
    }

    [TestMethod]
    public void EdgeBoxesCoverMostObjects() => Assert.IsGreaterThan(0.65, Study(
        "EdgeBoxes, own edges, best 2,000", new EdgeBoxes(new EdgeBoxesOptions { MaximumBoxes = 2000, NumberOfThreads = 1 })));

    /// <summary>What takes long is only in the study.</summary>
    [TestMethod]
    public void OtherSettingsInTheStudy()
    {
        if (Every is null)
            Assert.Inconclusive("skipped: rows of the table of build/study-proposals.sh");
        Study("EdgeBoxes, own edges, all", new EdgeBoxes(new EdgeBoxesOptions { NumberOfThreads = 1 }));
        Study("EdgeBoxes, own edges, from 400 px²", new EdgeBoxes(new EdgeBoxesOptions { MinimumBoxArea = 400, NumberOfThreads = 1 }));
        Study("Sliding windows", new SlidingWindows());
        Study("Selective Search quality, best 10,000", new SelectiveSearch(new SelectiveSearchOptions
        {
            Mode = SelectiveSearchMode.Quality,
            MaximumBoxes = 10_000,
            NumberOfThreads = 1,
        }), ofThose: 10);
    }

    [TestMethod]
    public void EdgeBoxesAreThoseOfOpenCVOnItsEdges()
    {
        if (Edges is null)
            Assert.Inconclusive("skipped: build/study-proposals.sh has OpenCV make the edges");
        var search = new EdgeBoxes(new EdgeBoxesOptions { MaximumBoxes = 2000, NumberOfThreads = 1 });
        string[] maps = Directory.GetFiles(Edges, "*.maps.npy");
        var shares = new List<double>();
        TimeSpan spent = default;
        foreach (string path in maps.Order(StringComparer.Ordinal))
        {
            NpyArray values = NpyReader.Read(path), boxes = NpyReader.Read(path.Replace(".maps.", ".boxes.", StringComparison.Ordinal));
            int height = values.Shape[1], width = values.Shape[2], pixels = width * height;
            var map = new EdgeMap(width, height, values.Values.AsSpan(0, pixels), values.Values.AsSpan(pixels));
            IReadOnlyList<ScoredBox> found = Timed(() => search.Propose(map), ref spent);
            ImageBox[] expected = [.. boxes.Values.Chunk(4).Take(1000).Select(box => new ImageBox(box[0], box[1], box[2], box[3]))];
            shares.Add(expected.Average(box => found.Any(ours => ours.Box.IntersectionOverUnion(box) >= 0.9) ? 1.0 : 0));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| EdgeBoxes on OpenCV's edges: {shares.Average():P2} of OpenCV's best 1,000 at IoU 0.9, worst image {shares.Min():P1} "
            + $"| {maps.Length} | | {spent.TotalSeconds / maps.Length:F3} | | | |"));
        Assert.IsGreaterThanOrEqualTo(0.99, shares.Average());
    }

    private static double Study(string name, IProposalMethod method, int ofThose = 1)
    {
        PascalVoc voc = PascalVoc.Read(Photographs, "test");
        int every = (Every ?? 60) * ofThose, boxes = 0;
        VocImage[] images = [.. voc.Images.Where((_, i) => i % every == 0)];
        var objects = new List<ProposedObject>();
        TimeSpan spent = default;
        foreach (VocImage record in images)
        {
            using MLImage image = ImageFile.Load(record.Path);
            IReadOnlyList<ScoredBox> found = Timed(() => method.Propose(image), ref spent);
            boxes += found.Count;
            objects.AddRange(ProposalQuality.BestOverlaps(
                [.. found.Select(box => box.Box)],
                record.Objects.Select(thing => (thing.ClassIndex, thing.Box.ToImageBox(), thing.Difficult))));
        }

        double recall = ProposalQuality.Recall(objects);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {images.Length} | {(double)boxes / images.Length:F0} | {spent.TotalSeconds / images.Length:F3} "
            + $"| {recall:F3} | {ProposalQuality.Recall(objects, 0.7):F3} | {ProposalQuality.MeanAverageBestOverlap(objects):F3} |"));
        return recall;
    }

    /// <summary>Adds the time of the process's threads on processors, which other processes do not lengthen as they do a clock's.</summary>
    private static T Timed<T>(Func<T> work, ref TimeSpan spent)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        T result = work();
        spent += Environment.CpuUsage.TotalTime - before;
        return result;
    }
}
