using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class TrainingRunTests
{
    private const int Side = 48;

    [TestMethod]
    public void LearnsThirtyTwoImagesByHeart()
    {
        SppNetTrainerOptions plain = Options(epochs: 30);
        (SppNetwork network, TrainingReport report) = Train(plain, 32, 4);
        using (network)
        {
            Assert.AreEqual(30, report.Epochs.Count);
            Assert.IsLessThan(0.2, report.Epochs[^1].TrainLoss);
            using var extractor = new SppFeatureExtractor(
                network, new SppFeatureOptions { Sizes = [Side] }, new SppFeatureColumn("Logits") { Taps = ["logits"] });
            for (int index = 0; index < 32; index++)
            {
                using PixelImage pixels = Noise(index);
                float[] logits = extractor.Extract(pixels)[0];
                Assert.AreEqual(index % 4, Array.IndexOf(logits, logits.Max()));
            }
        }
    }

    [TestMethod]
    public void ResumedAtAnyStepItGivesTheUninterruptedRunsBits()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Bytes(Train(Augmented(null, null), 16, 2).Network);
        foreach (int step in (int[])[1, 2, 3, 5])
        {
            string checkpoint = Path.Combine(folder.Root, $"{step}.safetensors");
            using var stop = new CancellationTokenSource();
            int steps = 0;
            var progress = new Told(told => { if (told.Finished is null && ++steps == step) stop.Cancel(); });
            (SppNetwork unfinished, TrainingReport cut) = Train(Augmented(checkpoint, progress, cancellation: stop.Token), 16, 2);
            unfinished.Dispose();
            Assert.IsTrue(cut.Cancelled);
            (SppNetwork network, TrainingReport report) = Train(Augmented(checkpoint, null, resume: true), 16, 2);
            CollectionAssert.AreEqual(whole, Bytes(network), $"ended after step {step}");
            Assert.AreEqual(2, report.Epochs.Count);
        }
    }

    [TestMethod]
    public void ACheckpointServesItsOwnTrainingOnly()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = Path.Combine(folder.Root, "run.safetensors");
        Train(Augmented(checkpoint, null), 16, 2).Network.Dispose();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Train(Augmented(checkpoint, null), 16, 2));
        Assert.AreEqual($"There is a checkpoint '{checkpoint}' already: resume from it, or name another file.", error.Message);
        var other = Assert.ThrowsExactly<InvalidDataException>(() => Train(Augmented(checkpoint, null, resume: true), 15, 2));
        StringAssert.StartsWith(other.Message, $"'{checkpoint}' is the checkpoint of another training: it says squeezenet1.1");
    }

    [TestMethod]
    public void OneImageThatCannotBeReadDoesNotEndTheRun()
    {
        var warnings = new List<string>();
        TrainingImage[] images = [.. Images(8, 2),
            new TrainingImage("broken.jpg", 1, _ => throw new ImageReadException("broken.jpg", "'broken.jpg' is broken"))];
        SppNetTrainingResult result = SppNetTraining.Train(images, [], Names(2), Options(1, BadTrainingImages.Skip), RunDevice.Cpu,
            warnings.Add);
        result.Network.Dispose();
        Assert.AreEqual(1, result.Report.Skipped);
        Assert.AreEqual("skipped: 'broken.jpg' is broken", warnings.Single());
        var error = Assert.ThrowsExactly<ImageReadException>(() =>
            SppNetTraining.Train(images, [], Names(2), Options(1), RunDevice.Cpu, null));
        Assert.AreEqual("'broken.jpg' is broken", error.Message);
    }

    [TestMethod]
    public void ALossThatIsNoNumberStopsWithAdvice()
    {
        var wild = new SppNetTrainerOptions
        {
            Architecture = new("squeezenet1.1"), Sizes = [Side], ResizedShorterSide = Side, ColorAlteration = 0, BatchSize = 8, Epochs = 20,
            LearningRate = 1e6,
            MaximumFilterRms = 0, Initialization = FilterInitialization.He, Preprocessing = Preprocessing.TorchVision,
        };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Train(wild, 16, 2));
        StringAssert.Contains(error.Message, "the network has diverged. Try a lower learning rate than 1e+06");
    }

    [TestMethod]
    public void FrozenLayersKeepTheirWeightsAndTheHeadBeginsAnew()
    {
        using SppNetwork start = SppNetwork.Create("squeezenet1.1", seed: 3, classes: 5);
        var options = new SppNetTrainerOptions
        {
            Network = start, FromLayer = "fire9/squeeze1x1", Sizes = [Side], BatchSize = 8, Epochs = 1, ValidationShare = 0,
            Initialization = FilterInitialization.He,
        };
        (SppNetwork network, TrainingReport _) = Train(options, 16, 2);
        using (network)
        {
            Assert.AreEqual(2, network.Channels("logits"));
            Assert.IsTrue(Same(start, network, "fire8/expand3x3.weight"));
            Assert.IsFalse(Same(start, network, "fire9/squeeze1x1.weight"));
        }
    }

    private static bool Same(SppNetwork one, SppNetwork other, string name) =>
        one.Parameters.Tensors[name].Floats().SequenceEqual(other.Parameters.Tensors[name].Floats());

    private static SppNetTrainingResult Train(SppNetTrainerOptions options, int images, int classes) =>
        SppNetTraining.Train(Images(images, classes), [], Names(classes), options, RunDevice.Cpu, null);

    /// <summary>Values brought to about 1, no augmentation: what remains is the training itself.</summary>
    private static SppNetTrainerOptions Options(int epochs, BadTrainingImages bad = BadTrainingImages.Stop) => new()
    {
        Architecture = new("resnet18"), Sizes = [Side], ResizedShorterSide = Side, Flip = false, ColorAlteration = 0, BatchSize = 8,
        Epochs = epochs,
        LearningRate = 0.01, Initialization = FilterInitialization.He, Preprocessing = Preprocessing.TorchVision, BadImages = bad,
    };

    private static SppNetTrainerOptions Augmented(
        string? checkpoint, IProgress<TrainingProgress>? progress, bool resume = false, CancellationToken cancellation = default) => new()
    {
        Architecture = new("squeezenet1.1"), Sizes = [Side, 40], BatchSize = 4, Epochs = 2, Initialization = FilterInitialization.He,
        Crops = CropPlacement.AnywhereAnySize, CheckpointPath = checkpoint, Resume = resume, Progress = progress,
        CancellationToken = cancellation,
    };

    private static TrainingImage[] Images(int count, int classes) =>
        [.. Enumerable.Range(0, count).Select(index => new TrainingImage($"image {index}", index % classes, _ => Noise(index)))];

    private static string[] Names(int classes) => [.. Enumerable.Range(0, classes).Select(index => $"class {index}")];

    private static byte[] Bytes(SppNetwork network)
    {
        using (network)
        {
            using var stream = new MemoryStream();
            network.Save(stream);
            return stream.ToArray();
        }
    }

    private static PixelImage Noise(int seed)
    {
        var image = new PixelImage(Side, Side, PixelOrder.Bgra);
        var random = new SplitMix64((ulong)seed + 1);
        foreach (ref byte value in image.Pixels)
            value = (byte)random.Next();
        return image;
    }

    private sealed class Told(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
