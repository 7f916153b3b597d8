using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Training;
using TorchSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class TrainingRunTests
{
    /// <summary>Values brought to about 1, no augmentation: what remains is the training itself.</summary>
    private static readonly SppNetTrainerOptions s_plain = new()
    {
        Architecture = new("squeezenet1.1"),
        Sizes = [64],
        ResizedShorterSide = 64,
        Flip = false,
        ColorAlteration = 0,
        Dropout = 0,
        BatchSize = 8,
        Epochs = 30,
        LearningRate = 0.01,
        Initialization = FilterInitialization.He,
        ValidationShare = 0,
    };

    [TestMethod]
    public void LearnsThirtyTwoImagesByHeart()
    {
        using Training training = new(s_plain, images: 32, classes: 4);
        (SppNetwork network, TrainingReport report) = training.Run();
        using (network)
        {
            Assert.AreEqual(30, report.Epochs.Count);
            Assert.IsLessThan(0.05, report.Epochs[^1].TrainLoss);
            using var extractor = new SppFeatureExtractor(network, new SppFeatureOptions { Sizes = [64] }, new SppFeatureColumn("Logits") { Taps = ["logits"] });
            for (int index = 0; index < 32; index++)
            {
                using PixelImage pixels = training.Images[index].Load(64);
                float[] logits = extractor.Extract(pixels)[0];
                Assert.AreEqual(training.Images[index].Label, Array.IndexOf(logits, logits.Max()));
            }
        }
    }

    /// <summary>A run and what it needs.</summary>
    private sealed class Training : IDisposable
    {
        private readonly SppNetTrainerOptions _options;
        private readonly TrainableNetwork _network;
        private readonly int _classes;

        internal Training(SppNetTrainerOptions options, int images, int classes)
        {
            (_options, _classes) = (options, classes);
            Images = [.. Enumerable.Range(0, images).Select(index => new TrainingImage($"image {index}", index % classes, _ => Noise(index)))];
            var card = new ModelCard(options.Architecture, Preprocessing.TorchVision);
            _network = new TrainableNetwork(card, new InitialParameters(options.Architecture, _classes, options.Initialization, options.Seed), null, torch.CPU);
        }

        internal IReadOnlyList<TrainingImage> Images { get; }

        internal (SppNetwork Network, TrainingReport Report) Run()
        {
            var set = new TrainingSet(_options, Preprocessing.TorchVision, Images, [], null);
            using var run = new TrainingRun(_options, set, _network, null, "test");
            return run.Train();
        }

        public void Dispose() => _network.Dispose();

        private static PixelImage Noise(int seed)
        {
            var image = new PixelImage(64, 64, PixelOrder.Bgra);
            var random = new SplitMix64((ulong)seed + 1);
            foreach (ref byte value in image.Pixels)
                value = (byte)random.Next();
            return image;
        }
    }
}
