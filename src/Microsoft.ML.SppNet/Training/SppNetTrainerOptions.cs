namespace Microsoft.ML.SppNet.Training;

/// <summary>How an SPP-net is trained. The defaults are the papers': He et al. (SPP-net), section 3.1, and what it takes from Krizhevsky et
/// al. 2012 and Zeiler and Fergus 2013.</summary>
public sealed class SppNetTrainerOptions
{
    private IProgress<TrainingProgress>? _progress;

    /// <summary>The structure to train from random weights; its <see cref="NetworkArchitecture.Head"/> and
    /// <see cref="NetworkArchitecture.HeadLevels"/> say what feeds the classifier.</summary>
    /// <value>The default is ZF-5 with the pyramid 6, 3, 2, 1. Without effect where <see cref="Network"/> is given.</value>
    public NetworkArchitecture Architecture { get; init; } = new("zf5");

    /// <summary>A trained network to start from, which stays the caller's; layers of the head whose width or input does not fit begin
    /// anew.</summary>
    /// <value>The default, null, starts from random weights.</value>
    public SppNetwork? Network { get; init; }

    /// <summary>The first layer that is trained, by the name of its parameters (<c>conv5</c>, <c>layer4.0.conv1</c>, <c>fc6</c>): those
    /// before it keep the weights of <see cref="Network"/>.</summary>
    /// <value>The default, null, trains all.</value>
    public string? FromLayer { get; init; }

    /// <summary>What pixels go through.</summary>
    /// <value>The default, null, takes the network's, or the architecture's usual one.</value>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Sides of the square inputs in pixels; a smaller one is the same crop resized, not a smaller crop (section 2.3).</summary>
    /// <value>The default is 224 alone; the paper's two sizes are 224 and 180.</value>
    public IReadOnlyList<int> Sizes { get; init => field = [.. value]; } = [224];

    /// <summary>Which of <see cref="Sizes"/> an epoch takes.</summary>
    /// <value>The default is <see cref="SizeSchedule.Alternate"/>.</value>
    public SizeSchedule Schedule { get; init; }

    /// <summary>Shorter side of the image from which a crop of the largest of <see cref="Sizes"/> is cut.</summary>
    /// <value>The default, 0, is 256 for crops of 224 and in that proportion for others (section 3.1).</value>
    public int ResizedShorterSide { get; init; }

    /// <summary>Where crops lie.</summary>
    /// <value>The default is <see cref="CropPlacement.CornersAndCenter"/> (section 3.1).</value>
    public CropPlacement Crops { get; init; }

    /// <summary>Least share of the image's area that a crop of <see cref="CropPlacement.AnywhereAnySize"/> covers.</summary>
    /// <value>The default is 0.08 (Szegedy et al. 2014, section 6). Short trainings, and those with a teacher that saw the whole image, do
    /// better with more.</value>
    public double LeastCropArea { get; init; } = 0.08;

    /// <summary>Whether half of the crops are mirrored.</summary>
    /// <value>The default is true (section 3.1).</value>
    public bool Flip { get; init; } = true;

    /// <summary>Standard deviation of the random multiples of the colours' principal components (Krizhevsky et al., section 4.1); 0 for
    /// none.</summary>
    /// <value>The default is 0.1.</value>
    public double ColorAlteration { get; init; } = 0.1;

    /// <summary>Passes over the training images.</summary>
    /// <value>The default is 70, as for ZF-5 (section 3.1; 90 for the other networks).</value>
    public int Epochs { get; init; } = 70;

    /// <summary>Images of a step.</summary>
    /// <value>The default is 128 (Krizhevsky et al., section 5).</value>
    public int BatchSize { get; init; } = 128;

    /// <summary>How gradients become steps.</summary>
    /// <value>The default is <see cref="TrainingOptimizer.Sgd"/>.</value>
    public TrainingOptimizer Optimizer { get; init; }

    /// <summary>The learning rate to begin with, or the highest one of a cosine.</summary>
    /// <value>The default is 0.01 (section 3.1).</value>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How the learning rate changes.</summary>
    /// <value>The default is <see cref="LearningRateSchedule.Plateau"/>.</value>
    public LearningRateSchedule LearningRates { get; init; }

    /// <summary>Epochs without a lower validation error after which the learning rate is divided by 10, twice at the most (section
    /// 3.1).</summary>
    /// <value>The default is 5.</value>
    public int PlateauEpochs { get; init; } = 5;

    /// <summary>Epochs over which a cosine's learning rate rises.</summary>
    /// <value>The default is 1.</value>
    public int WarmUpEpochs { get; init; } = 1;

    /// <summary>Momentum of <see cref="TrainingOptimizer.Sgd"/>.</summary>
    /// <value>The default is 0.9 (Krizhevsky et al., section 5).</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of filters and matrices; biases and batch normalisation have none.</summary>
    /// <value>The default is 0.0005 (Krizhevsky et al., section 5).</value>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Share of a fully connected layer's outputs that a step leaves out, before every fully connected layer but the
    /// first.</summary>
    /// <value>The default is 0.5 (section 3.1).</value>
    public double Dropout { get; init; } = 0.5;

    /// <summary>Filters of convolutions whose root mean square exceeds it are scaled down to it after each step (Zeiler and Fergus, section
    /// 3); 0 for none.</summary>
    /// <value>The default is 0.1.</value>
    public double MaximumFilterRms { get; init; } = 0.1;

    /// <summary>How filters begin.</summary>
    /// <value>The default is <see cref="FilterInitialization.Gaussian"/>.</value>
    public FilterInitialization Initialization { get; init; }

    /// <summary>Share of the target's probability that is spread over all classes (Szegedy et al. 2015, section 7).</summary>
    /// <value>The default is 0, none.</value>
    public double LabelSmoothing { get; init; }

    /// <summary>A network whose logits or pooled features this one learns to give (Hinton et al. 2015); it stays the caller's.</summary>
    /// <value>The default, null, learns from the labels alone.</value>
    public Distillation? Distillation { get; init; }

    /// <summary>Share of each class's images that is kept for validation where no validation data are given.</summary>
    /// <value>The default is 0.1.</value>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Epochs without a higher validation accuracy after which training ends; the best weights are kept either way. 0 trains all
    /// epochs.</summary>
    /// <value>The default is 0.</value>
    public int EarlyStoppingEpochs { get; init; }

    /// <summary>Which views of an image the trained model averages over when it predicts (section 3.1.5);
    /// <see cref="Microsoft.ML.SppNet.TestViews.For"/> fits them to a training size.</summary>
    /// <value>The default, null, is the whole image, its shorter side as long as the largest of <see cref="Sizes"/>; for the head without
    /// a pyramid the centre crop.</value>
    public TestViews? TestViews { get; init; }

    /// <summary>What becomes of an image that cannot be read.</summary>
    /// <value>The default is <see cref="BadTrainingImages.Stop"/>.</value>
    public BadTrainingImages BadImages { get; init; }

    /// <summary>Seed of weights, order, crops and dropout: the same seed gives the same network on the same kind of machine.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Number format of the convolutions' products; the weights themselves stay float32.</summary>
    /// <value>The default is <see cref="InferencePrecision.Float32"/>.</value>
    public InferencePrecision Precision { get; init; }

    /// <summary>The file that holds the state of the run after each epoch, and at most <see cref="CheckpointMinutes"/> apart.</summary>
    /// <value>The default, null, keeps none.</value>
    public string? CheckpointPath { get; init; }

    /// <summary>Minutes between two checkpoints inside an epoch.</summary>
    /// <value>The default is 10.</value>
    public double CheckpointMinutes { get; init; } = 10;

    /// <summary>Whether to go on from <see cref="CheckpointPath"/> where it exists.</summary>
    /// <value>The default is false: an existing checkpoint is an error rather than overwritten.</value>
    public bool Resume { get; init; }

    /// <summary>The GPU to train on.</summary>
    /// <value>The default, null, takes <c>MLContext.GpuDeviceId</c>, which is null for the CPU.</value>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to train on the CPU where the GPU asked for is not there.</summary>
    /// <value>The default, null, takes <c>MLContext.FallbackToCpu</c>.</value>
    public bool? FallbackToCpu { get; init; }

    /// <summary>Is told of every epoch that ends, and of steps in between.</summary>
    public IProgress<TrainingProgress>? Progress
    {
        get => _progress;
        init => _progress = value;
    }

    /// <summary>Ends the training after the step at hand; the best network so far is what the training gives.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Side of the crop, before it becomes the size of an epoch.</summary>
    internal int CropSide => Sizes.Max();

    /// <summary>Shorter side of the image that the crop is cut from.</summary>
    internal int ShorterSide => ResizedShorterSide > 0 ? ResizedShorterSide : Math.Max(CropSide, (CropSide * 256 + 112) / 224);

    /// <summary>The same options with another listener.</summary>
    internal SppNetTrainerOptions WithProgress(IProgress<TrainingProgress> progress)
    {
        var copy = (SppNetTrainerOptions)MemberwiseClone();
        copy._progress = progress;
        return copy;
    }
}
