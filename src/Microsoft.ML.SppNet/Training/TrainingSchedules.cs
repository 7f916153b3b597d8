namespace Microsoft.ML.SppNet.Training;

/// <summary>Which of the sizes an epoch is trained at (He et al., section 2.3).</summary>
public enum SizeSchedule
{
    /// <summary>Each epoch at the next of the sizes, over and over: with 224 and 180 the paper's two-size training. One size is single-size
    /// training.</summary>
    Alternate,

    /// <summary>Each epoch at a size drawn evenly from the least to the greatest of the sizes, both included: the paper's variant for
    /// Overfeat-7.</summary>
    Random,
}

/// <summary>Where a training crop lies in its image.</summary>
public enum CropPlacement
{
    /// <summary>One of five: the four corners and the centre of the whole image (He et al., section 3.1).</summary>
    CornersAndCenter,

    /// <summary>Anywhere in the image (Krizhevsky et al., section 4.1).</summary>
    Anywhere,

    /// <summary>
    /// Anywhere, covering a share of the image's area from <see cref="SppNetTrainerOptions.LeastCropArea"/> to all of it at an aspect from
    /// 3:4 to 4:3
    /// (Szegedy et al. 2014, section 6): today's usual augmentation, not the papers'.
    /// </summary>
    AnywhereAnySize,
}

/// <summary>How the learning rate changes.</summary>
public enum LearningRateSchedule
{
    /// <summary>Divided by 10 when the validation error no longer falls (Krizhevsky et al., section 5).</summary>
    Plateau,

    /// <summary>A linear rise over the warm-up epochs, then half a cosine down to 0 (Loshchilov and Hutter 2016).</summary>
    Cosine,
}

/// <summary>How gradients become steps.</summary>
public enum TrainingOptimizer
{
    /// <summary>Stochastic gradient descent with momentum, as in the papers.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2017), β 0.9 and 0.999.</summary>
    AdamW,
}

/// <summary>How filters begin.</summary>
public enum FilterInitialization
{
    /// <summary>Normal with standard deviation 0.01, biases 0 (Krizhevsky et al., section 5).</summary>
    Gaussian,

    /// <summary>Normal with variance 2 / fan-in, biases 0 (He et al. 2015, "Delving deep into rectifiers", section 2.2).</summary>
    He,
}

/// <summary>What becomes of a training image that cannot be read.</summary>
public enum BadTrainingImages
{
    /// <summary>It ends the run with an error that names it.</summary>
    Stop,

    /// <summary>It is left out, counted in the report and named in the log: one file does not end a night's run.</summary>
    Skip,
}
