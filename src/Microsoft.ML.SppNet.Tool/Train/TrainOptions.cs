using System.CommandLine;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that say how a network is trained; what is not given has the trainer's default.</summary>
internal sealed class TrainOptions
{
    private readonly Option<int[]?> _levels =
        CommaList.OfNumbers<int>("--levels", "N[,N…]", "Pyramid levels that feed the classifier. [default: 6,3,2,1]");
    private readonly Option<int[]?> _sizes =
        CommaList.OfNumbers<int>("--sizes", "N[,N…]", "Sides of the inputs; the paper's two are 224,180. [default: 224]");

    private readonly Option<SizeSchedule?> _schedule = Choice.Of(
        "--schedule", "Which size an epoch takes: one after the other, or any between the least and the greatest. [default: alternate]",
        ("single", SizeSchedule.Alternate), ("alternate", SizeSchedule.Alternate), ("random", SizeSchedule.Random));

    private readonly Option<int?> _resize =
        WholeNumber.Of("--resize", "Shorter side of the image that crops are cut from. [default: 256 for crops of 224]", 1, 16384);

    private readonly Option<CropPlacement?> _crops = Choice.Of(
        "--crops", "Where crops lie: at the corners and the centre, anywhere, or anywhere at any size. [default: corners]",
        ("corners", CropPlacement.CornersAndCenter), ("anywhere", CropPlacement.Anywhere), ("any-size", CropPlacement.AnywhereAnySize));

    private readonly Option<double?> _area = PositiveNumber.Of("--crop-area", "S",
        "Least share of the image that a crop of any size covers. [default: 0.08]");
    private readonly Option<int?> _epochs = WholeNumber.Of("--epochs", "Passes over the images. [default: 70]", 1, 100_000);
    private readonly Option<int?> _batch = WholeNumber.Of("--batch", "Images of a step. [default: 128]", 1, 65536);
    private readonly Option<double?> _rate = PositiveNumber.Of("--learning-rate", "R", "Learning rate to begin with. [default: 0.01]");

    private readonly Option<LearningRateSchedule?> _rates = Choice.Of(
        "--learning-rates", "How it changes: divided by 10 on a plateau, or a cosine after a warm-up. [default: plateau]",
        ("plateau", LearningRateSchedule.Plateau), ("cosine", LearningRateSchedule.Cosine));

    private readonly Option<TrainingOptimizer?> _optimizer = Choice.Of(
        "--optimizer", "How gradients become steps. [default: sgd]", ("sgd", TrainingOptimizer.Sgd), ("adamw", TrainingOptimizer.AdamW));

    private readonly Option<double?> _decay =
        PositiveNumber.Of("--weight-decay", "D", "Weight decay of filters and matrices. [default: 0.0005]", orZero: true);
    private readonly Option<double?> _dropout =
        PositiveNumber.Of("--dropout", "P", "Share of fc6's and fc7's outputs that a step leaves out. [default: 0.5]", orZero: true);
    private readonly Option<double?> _smoothing =
        PositiveNumber.Of("--label-smoothing", "S", "Share of the target spread over all classes. [default: 0]", orZero: true);
    private readonly Option<double?> _color =
        PositiveNumber.Of("--color", "S", "Strength of the colour alteration. [default: 0.1]", orZero: true);
    private readonly Option<double?> _rms =
        PositiveNumber.Of("--filter-rms", "R", "What filters' root mean square is held to; 0 for nothing. [default: 0.1]", orZero: true);

    private readonly Option<FilterInitialization?> _initialization = Choice.Of(
        "--initialization", "How filters begin. [default: gaussian]", ("gaussian", FilterInitialization.Gaussian),
        ("he", FilterInitialization.He));

    private readonly Option<int?> _stop = WholeNumber.Of("--early-stopping",
        "Epochs without a higher validation accuracy after which it ends; 0 for never. [default: 0]", 0, 100_000);
    private readonly Option<double?> _share =
        PositiveNumber.Of("--validation-share", "S", "Share of each class kept for validation. [default: 0.1]", orZero: true);
    private readonly Option<string?> _from =
        new("--from-layer") { Description = "Train from this layer on; those before it keep the weights of --network.", HelpName = "NAME" };
    private readonly Option<bool> _skip = new("--skip-bad") { Description = "Leave out images that cannot be read, and name them." };
    private readonly Option<string?> _checkpoint =
        new("--checkpoint") { Description = "Keep the state of the run there, to go on from.", HelpName = "FILE" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on from --checkpoint where it exists." };

    private readonly Option<InferencePrecision?> _precision = Choice.Of(
        "--precision", "Number format of the convolutions' products. [default: float32]",
        ("float32", InferencePrecision.Float32), ("bfloat16", InferencePrecision.BFloat16));

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])
        [
            _levels, _sizes, _schedule, _resize, _crops, _area, _epochs, _batch, _rate, _rates, _optimizer, _decay, _dropout, _smoothing,
                _color, _rms, _initialization,
            _stop, _share, _from, _skip, _checkpoint, _resume, _precision,
        ])
            command.Add(option);
    }

    internal string? Checkpoint(ParseResult result) => result.GetValue(_checkpoint);

    /// <summary>Pyramid levels that were asked for.</summary>
    internal IReadOnlyList<int>? Levels(ParseResult result) => result.Given(_levels);

    internal SppNetTrainerOptions Read(ParseResult result, TrainStart start, Distillation? teacher, CancellationToken cancellation)
    {
        var usual = new SppNetTrainerOptions();
        return new SppNetTrainerOptions
        {
            Architecture = start.Architecture,
            Network = start.Network,
            FromLayer = result.GetValue(_from),
            Preprocessing = start.Preprocessing,
            Sizes = result.Given(_sizes) ?? usual.Sizes,
            Schedule = result.GetValue(_schedule) ?? usual.Schedule,
            ResizedShorterSide = result.GetValue(_resize) ?? usual.ResizedShorterSide,
            Crops = result.GetValue(_crops) ?? usual.Crops,
            LeastCropArea = result.GetValue(_area) ?? usual.LeastCropArea,
            ColorAlteration = result.GetValue(_color) ?? usual.ColorAlteration,
            Epochs = result.GetValue(_epochs) ?? usual.Epochs,
            BatchSize = result.GetValue(_batch) ?? usual.BatchSize,
            LearningRate = result.GetValue(_rate) ?? usual.LearningRate,
            LearningRates = result.GetValue(_rates) ?? usual.LearningRates,
            Optimizer = result.GetValue(_optimizer) ?? usual.Optimizer,
            WeightDecay = result.GetValue(_decay) ?? usual.WeightDecay,
            Dropout = result.GetValue(_dropout) ?? usual.Dropout,
            LabelSmoothing = result.GetValue(_smoothing) ?? usual.LabelSmoothing,
            MaximumFilterRms = result.GetValue(_rms) ?? usual.MaximumFilterRms,
            Initialization = result.GetValue(_initialization) ?? usual.Initialization,
            EarlyStoppingEpochs = result.GetValue(_stop) ?? usual.EarlyStoppingEpochs,
            ValidationShare = result.GetValue(_share) ?? usual.ValidationShare,
            BadImages = result.GetValue(_skip) ? BadTrainingImages.Skip : BadTrainingImages.Stop,
            CheckpointPath = Checkpoint(result),
            Resume = result.GetValue(_resume),
            Precision = result.GetValue(_precision) ?? usual.Precision,
            GpuDeviceId = start.Device.Gpu,
            Seed = start.Seed,
            Distillation = teacher,
            Progress = start.Progress,
            CancellationToken = cancellation,
        };
    }
}
