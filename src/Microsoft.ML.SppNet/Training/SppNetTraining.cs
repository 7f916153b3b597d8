using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.TorchLoading;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Trains SPP-nets on images sorted into classes (He et al., section 2.3 and 3.1): one set of weights through inputs of one or
/// several sizes.</summary>
public static class SppNetTraining
{
    /// <summary>Trains a network.</summary>
    /// <param name="train">The training images; their classes, in order, are the logits.</param>
    /// <param name="options">Null for the papers' numbers.</param>
    /// <param name="validation">Looked at after each epoch; null keeps a share of each class's training images for it
    /// (<see cref="SppNetTrainerOptions.ValidationShare"/>).</param>
    /// <param name="warn">Is told of images that are skipped.</param>
    /// <returns>The network of the best epoch, the caller's to dispose, and what came of the training.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the classes of both sets differ.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is of another training.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number: the message says what may help.</exception>
    /// <exception cref="DllNotFoundException">No libtorch: training needs a backend package; the message names it.</exception>
    public static SppNetTrainingResult Train(
        ClassFolder train, SppNetTrainerOptions? options = null, ClassFolder? validation = null, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (validation is not null && !validation.Classes.SequenceEqual(train.Classes))
            throw new ArgumentException("The classes of the validation images are not those of the training images.", nameof(validation));
        RunDevice device = DeviceRule.Choose(options?.GpuDeviceId, options?.FallbackToCpu ?? false);
        return Train(Images(train), validation is null ? null : Images(validation), train.Classes, options
            ?? new SppNetTrainerOptions(), device, warn);
    }

    internal static SppNetTrainingResult Train(
        IReadOnlyList<TrainingImage> images, IReadOnlyList<TrainingImage>? validation, IReadOnlyList<string> classes,
            SppNetTrainerOptions options, RunDevice device,
        Action<string>? warn)
    {
        TrainerOptionsCheck.Check(options);
        TorchBackend.EnsureLoaded("networks are trained with it");
        TorchBackend.FollowThreads();
        NetworkArchitecture architecture = options.Network?.Architecture ?? options.Architecture;
        Preprocessing preprocessing = options.Preprocessing ?? options.Network?.Preprocessing ?? architecture.DefaultPreprocessing;
        NetworkCopy? trained = options.Network is { } network ? new NetworkCopy(network) : null;
        var initial = new InitialParameters(architecture, classes.Count, options.Initialization, options.Seed, trained);
        torch.Device place = device.Gpu is { } gpu ? new torch.Device(DeviceType.CUDA, gpu) : torch.CPU;
        var card = new ModelCard(architecture, preprocessing) { Source = "trained with Microsoft.ML.SppNet", Classes = classes,
            Size = options.CropSide };
        using var trainable = new TrainableNetwork(card, initial, options.FromLayer, place);
        (IReadOnlyList<TrainingImage> train, IReadOnlyList<TrainingImage> held) = validation is null
            ? Split(images, options)
            : (images, validation);
        Teacher? teacher = options.Distillation is { } distillation
            ? Teacher.Learn(distillation, options.Precision, [.. train.Select(image => image.Name)], options.CancellationToken)
            : null;
        var set = new TrainingSet(options, preprocessing, train, held, warn);
        using var run = new TrainingRun(options, set, trainable, teacher,
            TrainerOptionsCheck.Describe(options, architecture, preprocessing, train, held));
        (SppNetwork best, TrainingReport report) = run.Train();
        return new SppNetTrainingResult(best, report);
    }

    /// <summary>Keeps a share of each class for validation: the same images for the same seed.</summary>
    private static (IReadOnlyList<TrainingImage> Train, IReadOnlyList<TrainingImage> Validation) Split(IReadOnlyList<TrainingImage> images,
        SppNetTrainerOptions options)
    {
        if (options.ValidationShare <= 0)
            return (images, []);
        HashSet<int> held = [];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, images.Count).GroupBy(index => images[index].Label))
        {
            int[] order = [.. members];
            SplitMix64 random = TrainingNumbers.For(options.Seed, TrainingNumbers.Use.Order, epoch: -1, members.Key);
            SeededOrder.Shuffle(order, ref random);
            // A class of one image is learned from.
            held.UnionWith(order.Take(Math.Min(order.Length - 1, (int)Math.Round(order.Length * options.ValidationShare))));
        }

        return ([.. images.Where((_, index) => !held.Contains(index))], [.. images.Where((_, index) => held.Contains(index))]);
    }

    private static IReadOnlyList<TrainingImage> Images(ClassFolder folder) =>
        [.. folder.Images.Select(image => new TrainingImage(image.Path, image.ClassIndex, side => ImageFile.Decode(image.Path, side)))];

    /// <summary>A network's parameters as what a training begins with.</summary>
    private sealed class NetworkCopy(SppNetwork network) : IParameterSource
    {
        public string Name => "the network to start from";

        public IReadOnlyDictionary<string, long[]> Shapes { get; } =
            network.Parameters.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.Shape.ToArray());

        public void CopyTo(string name, Span<float> destination) => network.Parameters.Tensors[name].Floats().CopyTo(destination);
    }
}
