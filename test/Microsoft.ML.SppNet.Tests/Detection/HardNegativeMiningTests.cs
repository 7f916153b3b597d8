using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class HardNegativeMiningTests
{
    /// <summary>A pass over the images finds nearly all counterexamples that matter, two find them all.</summary>
    [TestMethod]
    [DataRow(1, 0.03)]
    [DataRow(2, 0.01)]
    public void TheObjectiveOnAllCounterexamplesIsNearTheLeast(int passes, double share)
    {
        var options = new SppDetectorOptions { Cost = 0.05, MiningPasses = passes };
        using var features = new PlaneFeatures();
        using TrainingSet set = TrainingSet.Read(DetectionScenes.Create(60), DetectionScenes.Classes, features, options);
        using var classes = new LinearClasses(2, features.Length);
        DetectorClassReport[] reports = HardNegativeMining.Run(set, DetectionScenes.Classes, classes, options);
        for (int classIndex = 0; classIndex < 2; classIndex++)
        {
            FeatureMatrix negatives = AllNegatives(set, classIndex, options);
            Assert.IsLessThan(negatives.Rows / 2, reports[classIndex].Negatives, "easy counterexamples are not kept");
            (double mined, double least) = Objectives(set, negatives, classes, classIndex, options);
            Assert.IsLessThan((1 + share) * least, mined, $"{DetectionScenes.Classes[classIndex]}: {mined} against {least}");
        }
    }

    [TestMethod]
    public void LittleMemoryForMapsChangesNothingAndLittleForCounterexamplesKeepsThoseThatSupportTheSvm()
    {
        using LinearClasses much = Mine(new()), little = Mine(new() { MapMemory = 0 });
        CollectionAssert.AreEqual(much.Weights.Floats().ToArray(), little.Weights.Floats().ToArray());

        var heard = new List<DetectorTrainingProgress>();
        using LinearClasses least = Mine(new() { NegativeMemory = 1, Progress = new Listener(heard) });
        DetectorClassReport[] reports = [.. heard.Select(one => one.Trained).OfType<DetectorClassReport>()];
        Assert.IsGreaterThan(10, reports.Length, "as long as many are given up it is asked again");
        Assert.IsTrue(least.IsTrained(0) && least.IsTrained(1));
    }

    [TestMethod]
    public void TrainingAgainGivesTheSameBits()
    {
        using LinearClasses first = Mine(new()), second = Mine(new());
        CollectionAssert.AreEqual(first.Weights.Floats().ToArray(), second.Weights.Floats().ToArray());
        CollectionAssert.AreEqual(first.Biases.Floats().ToArray(), second.Biases.Floats().ToArray());
    }

    [TestMethod]
    public void AClassWithoutObjectsStaysUntrainedAndIsReported()
    {
        string[] names = [.. DetectionScenes.Classes, "blue"];
        using var features = new PlaneFeatures();
        using TrainingSet set = TrainingSet.Read(DetectionScenes.Create(5), names, features, new());
        using var classes = new LinearClasses(3, features.Length);
        DetectorClassReport[] reports = HardNegativeMining.Run(set, names, classes, new());
        Assert.AreEqual(new DetectorClassReport("blue", 0, 0, 0), reports[2]);
        Assert.IsFalse(classes.IsTrained(2));
        Assert.IsTrue(classes.IsTrained(0));
    }

    [TestMethod]
    public void EveryClassIsReportedWheneverItWasTrained()
    {
        var heard = new List<DetectorTrainingProgress>();
        using LinearClasses classes = Mine(new() { Progress = new Listener(heard) });
        Assert.HasCount(20, heard.FindAll(one => one.Stage == DetectorTrainingStage.Maps));
        DetectorTrainingProgress[] trained = [.. heard.Where(one => one.Trained is not null)];
        // After the first image and after the last, both.
        CollectionAssert.AreEqual(new[] { "red", "green" }, trained[..2].Select(one => one.Trained!.ClassName).ToArray());
        CollectionAssert.AreEqual(new[] { "red", "green" }, trained[^2..].Select(one => one.Trained!.ClassName).ToArray());
        Assert.AreEqual((1, 20), (trained[1].Done, trained[^1].Done));
        Assert.AreEqual(new DetectorTrainingProgress(DetectorTrainingStage.Mining, 20, 20), heard[^1]);
    }

    [TestMethod]
    public void FeaturesAreBroughtToTheMeanNorm()
    {
        using var features = new PlaneFeatures();
        DetectionExample[] examples = DetectionScenes.Create(3);
        using TrainingSet set = TrainingSet.Read(examples, DetectionScenes.Classes, features, new() { MeanNorm = 7 });
        var norms = new List<double>();
        for (int index = 0; index < 3; index++)
        {
            int image = index;
            set.Store.Use(index, one => norms.AddRange(
                WindowRows.Of(one, set.Images[image].Windows).Select(row => Math.Sqrt(row.Sum(value => (double)value * value)))));
        }

        Assert.AreEqual(7, norms.Average() * set.Factor, 1e-4);
    }

    [TestMethod]
    public void MirroredImagesBringMirroredObjectsAndWindows()
    {
        using var features = new PlaneFeatures();
        using TrainingSet set =
            TrainingSet.Read(DetectionScenes.Create(2), DetectionScenes.Classes, features, new() { MirrorImages = true });
        Assert.HasCount(4, set.Images);
        (TrainingWindows original, TrainingWindows mirrored) = (set.Images[0], set.Images[1]);
        Assert.AreEqual(new ImageBox(120 - original.Windows[3].Right, original.Windows[3].Top, 120
            - original.Windows[3].Left, original.Windows[3].Bottom), mirrored.Windows[3]);
        // What is seen of an object is the same in both.
        ImageBox box = original.Objects[0].Box;
        Assert.AreEqual(120 - box.Right, mirrored.Objects[0].Box.Left);
        int own = original.Objects[0].ClassIndex;
        Assert.AreEqual(0, set.Positives[own].Rows % 2);
    }

    [TestMethod]
    public void ObjectsThatCannotBeAreRefusedWithTheImage()
    {
        DetectionExample example = DetectionScenes.Create(1)[0];
        Assert.AreEqual(
            "'scene 0', object 0 (green): the box (200, 10, 220, 30) has no pixel of its image of 120×90.",
            Refusal(example with { Objects = [new(1, new(200, 10, 220, 30))] }));
        Assert.AreEqual(
            "'scene 0', object 0 (red): the box (20, 10, 20, 30) has no pixel of its image of 120×90.",
            Refusal(example with { Objects = [new(0, new(20, 10, 20, 30))] }));
        Assert.AreEqual(
            "'scene 0', object 1: there is no class 2, but 2 classes from 0 on.",
            Refusal(example with { Objects = [new(0, new(20, 10, 30, 30)), new(2, new(20, 10, 30, 30))] }));
    }

    private static string Refusal(DetectionExample example)
    {
        using var features = new PlaneFeatures();
        return Assert.ThrowsExactly<InvalidDataException>(() =>
            TrainingSet.Read([example], DetectionScenes.Classes, features, new())).Message;
    }

    private static LinearClasses Mine(SppDetectorOptions options)
    {
        using var features = new PlaneFeatures();
        using TrainingSet set = TrainingSet.Read(DetectionScenes.Create(20), DetectionScenes.Classes, features, options);
        var classes = new LinearClasses(2, features.Length);
        HardNegativeMining.Run(set, DetectionScenes.Classes, classes, options);
        return classes;
    }

    private static FeatureMatrix AllNegatives(TrainingSet set, int classIndex, SppDetectorOptions options)
    {
        var negatives = new FeatureMatrix(PlaneFeatures.Count);
        for (int index = 0; index < set.Images.Count; index++)
        {
            TrainingWindows image = set.Images[index];
            ImageBox[] windows = [.. new NegativeWindows(image, options).Of(classIndex).Select(window => image.Windows[window])];
            set.Store.Use(index, one => Array.ForEach(WindowRows.Of(one, windows), row => negatives.Add(row)));
        }

        return negatives;
    }

    private static (double Mined, double Least) Objectives(
        TrainingSet set, FeatureMatrix negatives, LinearClasses classes, int classIndex, SppDetectorOptions options)
    {
        FeatureMatrix positives = set.Positives[classIndex], all = new(PlaneFeatures.Count);
        all.AddRows(positives);
        all.AddRows(negatives);
        sbyte[] signs = [.. Enumerable.Repeat((sbyte)1, positives.Rows), .. Enumerable.Repeat((sbyte)-1, negatives.Rows)];
        double least = new LinearSvcSolver(all, set.Factor).SolveBinary(signs, new()
        {
            Loss = LinearSvcLoss.Hinge, Cost = options.Cost, PositiveWeight = options.PositiveWeight, Bias = options.Bias, Tolerance = 1e-4,
        }).Objective;

        float[] weights = [.. classes.Weights.Row(classIndex)];
        float bias = classes.Biases.Floats()[classIndex];
        double mined =
            (weights.Sum(weight => (double)weight * weight) / (set.Factor * set.Factor) + bias * bias / (options.Bias * options.Bias)) / 2;
        for (int row = 0; row < all.Rows; row++)
        {
            double score = bias;
            for (int column = 0; column < weights.Length; column++)
                score += weights[column] * all[row][column];
            mined += options.Cost * (signs[row] > 0 ? options.PositiveWeight : 1) * Math.Max(0, 1 - signs[row] * score);
        }

        return (mined, least);
    }

    private sealed class Listener(List<DetectorTrainingProgress> heard) : IProgress<DetectorTrainingProgress>
    {
        public void Report(DetectorTrainingProgress value) => heard.Add(value);
    }
}
