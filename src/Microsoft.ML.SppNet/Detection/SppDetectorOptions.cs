namespace Microsoft.ML.SppNet.Detection;

/// <summary>How a detector sees windows and how it is trained; the defaults are the paper's (He et al., section 4), at one scale.</summary>
public sealed class SppDetectorOptions
{
    /// <summary>How windows become vectors.</summary>
    /// <value>Default: <see cref="DetectorMethod.Spp"/>.</value>
    public DetectorMethod Method { get; init; }

    /// <summary>The layer whose maps windows are pooled from, or a layer of the head that follows a pyramid (<c>fc6</c>,
    /// <c>fc7</c>).</summary>
    /// <value>Default: <c>spp</c>, the deepest convolution.</value>
    public string Tap { get; init; } = SppNetwork.SppTap;

    /// <summary>Pyramid levels over a window; a layer of the head has its network's own.</summary>
    /// <value>Default: 6, 3, 2, 1: 50 bins.</value>
    public IReadOnlyList<int> Levels { get; init; } = SpatialPyramid.Default.Levels;

    /// <summary>Shorter sides that an image is resized to, each from 16 to 4096; the paper's five are 480, 576, 688, 864, 1200.</summary>
    /// <remarks>
    /// A scale at which a long image would have more than 8 million pixels is lowered for it. R-CNN warps windows of the image as it is,
    /// and has no scales.
    /// </remarks>
    /// <value>Default: 688, the paper's one.</value>
    public IReadOnlyList<int> Scales { get; init; } = [688];

    /// <summary>Which cells stand for a window, at which scale.</summary>
    /// <value>Default: <see cref="WindowMapping.Paper"/>.</value>
    public WindowMapping Mapping { get; init; }

    /// <summary>What proposes windows.</summary>
    /// <value>Default: <see cref="SelectiveSearch"/> with its defaults.</value>
    public IProposalMethod Proposals { get; init; } = new SelectiveSearch();

    /// <summary>Whether mirrored images are trained on as well, from maps of their own.</summary>
    /// <value>Default: false.</value>
    public bool MirrorImages { get; init; }

    /// <summary>What windows on difficult objects are.</summary>
    /// <value>Default: <see cref="DifficultObjects.Ignore"/>.</value>
    public DifficultObjects DifficultObjects { get; init; }

    /// <summary>A window is a counterexample of a class whose objects it overlaps by no more, 0 to 1.</summary>
    /// <value>Default: 0.3.</value>
    public double NegativeOverlap { get; init; } = 0.3;

    /// <summary>Of two counterexamples of an image that overlap by more only the first counts, 0 to 1; 1 keeps all.</summary>
    /// <value>Default: 0.7.</value>
    public double DuplicateOverlap { get; init; } = 0.7;

    /// <summary>What features are multiplied to be long on average before an SVM sees them; positive.</summary>
    /// <value>Default: 20.</value>
    public double MeanNorm { get; init; } = 20;

    /// <summary>How often hard counterexamples are looked for in all images; at least 1.</summary>
    /// <value>Default: 1.</value>
    public int MiningPasses { get; init; } = 1;

    /// <summary>The SVMs' cost C of an example; positive.</summary>
    /// <value>Default: 0.001.</value>
    public double Cost { get; init; } = 1e-3;

    /// <summary>What an object's cost is multiplied by; positive.</summary>
    /// <value>Default: 2.</value>
    public double PositiveWeight { get; init; } = 2;

    /// <summary>The constant feature whose weight is the bias; not negative.</summary>
    /// <value>Default: 10.</value>
    public double Bias { get; init; } = 10;

    /// <summary>Whether detections are moved towards the object by a regression of each class (R-CNN, appendix C).</summary>
    /// <value>Default: false.</value>
    public bool BoxRegression { get; init; }

    /// <summary>The regression's penalty λ, for features of mean norm <see cref="MeanNorm"/>; positive.</summary>
    /// <value>Default: 4000, as in the authors' released code.</value>
    public double RegressionPenalty { get; init; } = 4000;

    /// <summary>
    /// The most windows that a class's regression learns from, evenly taken from all that overlap an object by more than 0.5; at least 1.
    /// Memory is 4 bytes × features for each.
    /// </summary>
    /// <value>Default: 2000.</value>
    public int RegressionWindows { get; init; } = 2000;

    /// <summary>Of two detections of a class that overlap by more the better stays, 0 to 1.</summary>
    /// <value>Default: 0.3.</value>
    public double SuppressionOverlap { get; init; } = 0.3;

    /// <summary>The most detections of a class in an image, the best; at least 1.</summary>
    /// <value>Default: 100.</value>
    public int MaximumPerClass { get; init; } = 100;

    /// <summary>Bytes of maps that training keeps in memory; the rest goes to a temporary file. Not negative.</summary>
    /// <value>Default: 1 GiB.</value>
    public long MapMemory { get; init; } = 1L << 30;

    /// <summary>
    /// Bytes that the counterexamples of all classes may take before those that support no SVM are given up, easy ones first; positive.
    /// </summary>
    /// <value>Default: 2 GiB.</value>
    public long NegativeMemory { get; init; } = 2L << 30;

    /// <summary>Seeds the order in which the SVMs visit examples.</summary>
    /// <value>Default: 0.</value>
    public int Seed { get; init; }

    /// <summary>Is told how far training has come, on any thread, one at a time.</summary>
    /// <value>Default: null.</value>
    public IProgress<DetectorTrainingProgress>? Progress { get; init; }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/>.</summary>
    /// <value>Default: none.</value>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        Check(Enum.IsDefined(Method), nameof(Method), "Spp or Rcnn", Method);
        Check(!string.IsNullOrEmpty(Tap), nameof(Tap), "the name of a layer", "empty");
        Check(Scales.Count > 0, nameof(Scales), "at least one shorter side", "empty");
        foreach (int scale in Scales)
            Check(scale is >= 16 and <= 4096, nameof(Scales), "shorter sides from 16 to 4096", scale);
        Check(Scales.Distinct().Count() == Scales.Count, nameof(Scales), "different shorter sides", string.Join(", ", Scales));
        Check(Enum.IsDefined(Mapping), nameof(Mapping), "Paper or ReleasedCode", Mapping);
        ArgumentNullException.ThrowIfNull(Proposals);
        Check(Enum.IsDefined(DifficultObjects), nameof(DifficultObjects), "Ignore or AsBackground", DifficultObjects);
        CheckShare(NegativeOverlap, nameof(NegativeOverlap));
        CheckShare(DuplicateOverlap, nameof(DuplicateOverlap));
        CheckShare(SuppressionOverlap, nameof(SuppressionOverlap));
        CheckPositive(MeanNorm, nameof(MeanNorm));
        CheckPositive(Cost, nameof(Cost));
        CheckPositive(PositiveWeight, nameof(PositiveWeight));
        CheckPositive(RegressionPenalty, nameof(RegressionPenalty));
        Check(double.IsFinite(Bias) && Bias >= 0, nameof(Bias), "0 (no bias) or positive", Bias);
        Check(MiningPasses >= 1, nameof(MiningPasses), "at least 1", MiningPasses);
        Check(RegressionWindows >= 1, nameof(RegressionWindows), "at least 1", RegressionWindows);
        Check(MaximumPerClass >= 1, nameof(MaximumPerClass), "at least 1", MaximumPerClass);
        Check(MapMemory >= 0, nameof(MapMemory), "0 or more bytes", MapMemory);
        Check(NegativeMemory >= 1, nameof(NegativeMemory), "at least 1 byte", NegativeMemory);
    }

    private static void CheckShare(double value, string name) => Check(value is >= 0 and <= 1, name, "from 0 to 1", value);

    private static void CheckPositive(double value, string name) =>
        Check(double.IsFinite(value) && value > 0, name, "positive and finite", value);

    private static void Check<T>(bool valid, string name, string expected, T value) =>
        OptionCheck.Require(valid, nameof(SppDetectorOptions), name, expected, value);
}
