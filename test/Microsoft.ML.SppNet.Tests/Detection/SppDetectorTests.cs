using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SppDetectorTests
{
    private static readonly SppDetectorOptions s_options = new() { Tap = "fire3", Levels = [2, 1], Scales = [180] };

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public void ObjectsOfImagesThatWereNotTrainedOnAreFound(bool regression, bool mirror)
    {
        using SppNetwork network = Network();
        using SppDetector detector = SppDetector.Train(DetectionScenes.Create(30), DetectionScenes.Classes, network, new()
        {
            Tap = s_options.Tap, Levels = s_options.Levels, Scales = [128, 180], BoxRegression = regression, MirrorImages = mirror,
            RegressionPenalty = 20,
        }).Detector;
        (double precision, double overlap) = Evaluate(detector, DetectionScenes.Create(12, seed: 9));
        Assert.IsGreaterThan(0.8, precision);
        Assert.IsGreaterThan(regression ? 0.84 : 0.8, overlap);
    }

    [TestMethod]
    public void ADetectorThatWasSavedAndLoadedFindsTheSame()
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = Network();
        var options = new SppDetectorOptions
        {
            Tap = s_options.Tap, Levels = s_options.Levels, Scales = [128, 180], BoxRegression = true, MaximumPerClass = 7,
            SuppressionOverlap = 0.25,
            Mapping = WindowMapping.ReleasedCode,
            Proposals = new SelectiveSearch(new SelectiveSearchOptions { MaximumBoxes = 77, Seed = 5 }),
        };
        using SppDetector detector = SppDetector.Train(DetectionScenes.Create(8), DetectionScenes.Classes, network, options).Detector;
        detector.Save(folder["a.zip"]);
        using SppDetector loaded = SppDetector.Load(folder["a.zip"]);
        loaded.Save(folder["b.zip"]);
        using SppDetector twice = SppDetector.Load(folder["b.zip"]);
        Assert.AreEqual(detector.ProposalText, twice.ProposalText);
        foreach (DetectionExample example in DetectionScenes.Create(3, seed: 4))
        {
            using MLImage image = example.Load();
            DetectedObject[] expected = [.. detector.Detect(image, -0.5f)];
            Assert.IsNotEmpty(expected);
            CollectionAssert.AreEqual(expected, loaded.Detect(image, -0.5f).ToArray());
            CollectionAssert.AreEqual(expected, twice.Detect(image, -0.5f).ToArray());
            Assert.IsTrue(expected.GroupBy(one => one.ClassIndex).All(ofClass => ofClass.Count() <= 7));
        }
    }

    [TestMethod]
    public void DetectionsAreTheBestFirstInsideTheImageAndAboveTheThreshold()
    {
        using SppNetwork network = Network();
        using SppDetector detector = SppDetector.Train(DetectionScenes.Create(8), DetectionScenes.Classes, network, s_options).Detector;
        DetectionExample example = DetectionScenes.Create(1, seed: 3)[0];
        using MLImage image = example.Load();
        var times = new DetectionTimes();
        DetectedObject[] found = [.. detector.Detect(image, -1, example.Proposals, times)];
        Assert.IsTrue(found.Zip(found.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score));
        Assert.IsTrue(found.All(one => one is { Box: { Left: >= 0, Top: >= 0, Right: <= 120, Bottom: <= 90 }, Score: >= -1 }));
        Assert.IsTrue(found.All(one => one.ClassName == DetectionScenes.Classes[one.ClassIndex]));
        CollectionAssert.AreEqual(found.Where(one => one.Score >= 0).ToArray(), detector.Detect(image, 0, example.Proposals).ToArray());
        Assert.IsGreaterThan(TimeSpan.Zero, times[DetectionStage.Maps]);
        Assert.IsGreaterThan(TimeSpan.Zero, times[DetectionStage.Pooling]);
        Assert.AreEqual(times.Total.TotalSeconds, Enum.GetValues<DetectionStage>().Sum(stage => times[stage].TotalSeconds), 1e-5);
        Assert.IsEmpty(detector.Detect(image, 0, []));
    }

    [TestMethod]
    public void TwoDetectorsTogetherAreSuppressedTogether()
    {
        using SppNetwork network = Network(), other = SppNetwork.Create("squeezenet1.1", seed: 7);
        DetectionExample[] examples = DetectionScenes.Create(12);
        using SppDetector first = SppDetector.Train(examples, DetectionScenes.Classes, network, s_options).Detector;
        using SppDetector second = SppDetector.Train(examples, DetectionScenes.Classes, other, s_options).Detector;
        DetectionExample scene = DetectionScenes.Create(1, seed: 8)[0];
        using MLImage image = scene.Load();
        DetectedObject[] alone = [.. first.Detect(image, -1, scene.Proposals)];
        CollectionAssert.AreEqual(alone, new DetectorEnsemble(first).Detect(image, -1, scene.Proposals).ToArray());
        CollectionAssert.AreEqual(alone, new DetectorEnsemble(first, first).Detect(image, -1, scene.Proposals).ToArray());
        DetectedObject[] both = [.. new DetectorEnsemble(first, second).Detect(image, -1, scene.Proposals)];
        DetectedObject[] either = [.. alone, .. second.Detect(image, -1, scene.Proposals)];
        // The best of a class is the best of either; no two of a class lie upon each other.
        foreach (IGrouping<int, DetectedObject> ofClass in both.GroupBy(one => one.ClassIndex))
        {
            Assert.AreEqual(either.Where(one => one.ClassIndex == ofClass.Key).Max(one => one.Score), ofClass.Max(one => one.Score));
            DetectedObject[] kept = [.. ofClass];
            Assert.IsFalse(kept.Any(a => kept.Any(b => a != b && a.Box.IntersectionOverUnion(b.Box) > 0.3)));
        }

        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => new DetectorEnsemble(first, Renamed(first)));
        Assert.AreEqual(
            "Detectors of one ensemble have the same classes, but one has red, green and another rouge, vert. (Parameter 'detectors')",
            error.Message);
    }

    [TestMethod]
    public void RCnnIsTrainedSavedAndLoadedAlike()
    {
        using SppNetwork network = Network();
        using var folder = new TemporaryFolder();
        DetectionExample[] few =
            [.. DetectionScenes.Create(2).Select(example => example with { Proposals = [.. example.Proposals!.TakeLast(12)] })];
        using SppDetector detector = SppDetector.Train(
            few, DetectionScenes.Classes, network, new() { Method = DetectorMethod.Rcnn, Tap = "fire3", Levels = [1] }).Detector;
        detector.Save(folder["rcnn.zip"]);
        using SppDetector loaded = SppDetector.Load(folder["rcnn.zip"]);
        using MLImage image = few[0].Load();
        DetectedObject[] found = [.. detector.Detect(image, -1, few[0].Proposals)];
        Assert.IsNotEmpty(found);
        CollectionAssert.AreEqual(found, loaded.Detect(image, -1, few[0].Proposals).ToArray());
    }

    [TestMethod]
    public void AFileThatIsNoDetectorIsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("no.zip", "nothing"u8.ToArray());
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(() => SppDetector.Load(path));
        StringAssert.StartsWith(error.Message, $"'{path}' is no detector, or is damaged: ");
    }

    [TestMethod]
    public void AProgramsOwnWindowsMustBeBroughtAgain()
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = Network();
        using SppDetector detector = SppDetector.Train(
            DetectionScenes.Create(3), DetectionScenes.Classes, network,
            new() { Tap = "fire3", Levels = [1], Scales = [90], Proposals = new Everything() }).Detector;
        detector.Save(folder["own.zip"]);
        using SppDetector loaded = SppDetector.Load(folder["own.zip"]), again = SppDetector.Load(folder["own.zip"], new Everything());
        using MLImage image = DrawnScene.Create(60, 40);
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => loaded.Detect(image));
        Assert.AreEqual(
            $"The detector was trained on windows of {typeof(Everything).FullName}, which a file cannot hold: give SppDetector.Load a "
                + "method, or Detect the windows.",
            error.Message);
        CollectionAssert.AreEqual(detector.Detect(image, -10).ToArray(), again.Detect(image, -10).ToArray());
    }

    [TestMethod]
    public void WrongOptionsAndNothingToLearnAreRefused()
    {
        using SppNetwork network = Network();
        Assert.AreEqual("SppDetectorOptions.Cost must be positive and finite, but is 0. (Parameter 'Cost')",
            Refusal(network, new() { Cost = 0 }));
        Assert.AreEqual("SppDetectorOptions.Scales must be shorter sides from 16 to 4096, but is 5. (Parameter 'Scales')",
            Refusal(network, new() { Scales = [5] }));
        StringAssert.StartsWith(Refusal(network, new() { Tap = "nowhere" }), "The network squeezenet1.1 has no tap 'nowhere'");
        Assert.AreEqual(
            "No image has an object that is not difficult: there is nothing to learn. (Parameter 'examples')",
            Assert.ThrowsExactly<ArgumentException>(() => SppDetector.Train([], ["a"], network)).Message);
    }

    [TestMethod]
    public void TrainingCanBeCancelledAndLeavesNoMemoryBehind()
    {
        using SppNetwork network = Network();
        using var source = new CancellationTokenSource();
        var options = new SppDetectorOptions
        {
            Tap = "fire3", Levels = [1], Scales = [90], CancellationToken = source.Token,
            Progress = new CancelAt(source, DetectorTrainingStage.Mining),
        };
        SppDetector.Train(DetectionScenes.Create(2), DetectionScenes.Classes, network,
            new() { Tap = "fire3", Levels = [1], Scales = [90] }).Detector.Dispose();
        long before = LiveMemory.NativeBytes();
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            SppDetector.Train(DetectionScenes.Create(5), DetectionScenes.Classes, network, options));
        Assert.AreEqual(before, LiveMemory.NativeBytes());
    }

    private static string Refusal(SppNetwork network, SppDetectorOptions options) => Assert.ThrowsExactly<ArgumentException>(
        () => SppDetector.Train(DetectionScenes.Create(1), DetectionScenes.Classes, network, options)).Message;

    private static SppDetector Renamed(SppDetector detector) =>
        new(["rouge", "vert"], detector.Options, detector.Features, detector.Classes, null, null);

    private static SppNetwork Network() => SppNetwork.Create("squeezenet1.1", seed: 3);

    /// <summary>Mean average precision, and the mean overlap of right detections with their objects.</summary>
    private static (double Precision, double Overlap) Evaluate(SppDetector detector, DetectionExample[] scenes)
    {
        var detections = new List<(int Class, DetectedBox Box)>();
        var objects = new List<(int Class, AnnotatedBox Box)>();
        for (int index = 0; index < scenes.Length; index++)
        {
            using MLImage image = scenes[index].Load();
            detections.AddRange(detector.Detect(image, -1, scenes[index].Proposals)
                .Select(one => (one.ClassIndex, new DetectedBox(index, one.Box, one.Score))));
            objects.AddRange(scenes[index].Objects.Select(one => (one.ClassIndex, new AnnotatedBox(index, one.Box))));
        }

        double precision = Enumerable.Range(0, 2).Average(index => AveragePrecision.Area(DetectionCurve.Match(
            [.. detections.Where(one => one.Class == index).Select(one => one.Box)],
            [.. objects.Where(one => one.Class == index).Select(one => one.Box)])));
        double overlap = objects.Average(one => detections.Where(found => found.Class == one.Class && found.Box.Image == one.Box.Image)
            .Select(found => found.Box.Box.IntersectionOverUnion(one.Box.Box)).DefaultIfEmpty(0).Max());
        return (precision, overlap);
    }

    private sealed class Everything : IProposalMethod
    {
        public IReadOnlyList<ScoredBox> Propose(MLImage image, CancellationToken cancellationToken = default) =>
            [new(new(0, 0, image.Width, image.Height), 1), new(new(0, 0, image.Width / 2, image.Height / 2), 1)];
    }

    private sealed class CancelAt(CancellationTokenSource source, DetectorTrainingStage stage) : IProgress<DetectorTrainingProgress>
    {
        public void Report(DetectorTrainingProgress value)
        {
            if (value.Stage == stage)
                source.Cancel();
        }
    }
}
