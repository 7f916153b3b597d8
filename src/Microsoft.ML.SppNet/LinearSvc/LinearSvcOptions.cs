namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>How a linear SVM is trained; the defaults are LIBLINEAR's with <c>-s 1 -B 1</c>.</summary>
public sealed class LinearSvcOptions
{
    private IProgress<LinearSvcProgress>? _progress;

    /// <summary>The loss.</summary>
    /// <value>Default: <see cref="LinearSvcLoss.SquaredHinge"/>.</value>
    public LinearSvcLoss Loss { get; init; } = LinearSvcLoss.SquaredHinge;

    /// <summary>The price C of one example's loss against the regulariser ½‖w‖², LIBLINEAR's <c>-c</c>; positive and finite.</summary>
    /// <value>Default: 1.</value>
    public double Cost { get; init; } = 1;

    /// <summary>
    /// Multiplies the cost of the positive examples (in one-versus-rest: those of the class at hand), LIBLINEAR's <c>-wi</c>; positive and
    /// finite.
    /// </summary>
    /// <value>Default: 1.</value>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>
    /// The value of a constant feature appended to every example, whose weight times this value is the bias, LIBLINEAR's <c>-B</c>. The
    /// bias is regularised with the weights: the larger this value, the less. 0 = no bias. Not negative, finite.
    /// </summary>
    /// <value>Default: 1.</value>
    public double Bias { get; init; } = 1;

    /// <summary>
    /// Training of a class ends when the largest and the smallest projected gradient differ by no more, LIBLINEAR's <c>-e</c>, and the
    /// objective is proved to exceed its minimum by no more than half of this share (at the least 0.0001). Positive.
    /// </summary>
    /// <remarks>The second rule, which LIBLINEAR lacks, only matters where the first would end far from the minimum.</remarks>
    /// <value>Default: 0.1.</value>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>
    /// Passes over the examples of a class after which training ends with a warning even though the tolerance is not reached; at least 1.
    /// </summary>
    /// <value>Default: 1000, as LIBLINEAR's.</value>
    public int MaximumIterations { get; init; } = 1000;

    /// <summary>
    /// Seeds the order in which examples are visited; every class has its own generator, so the number of threads changes nothing.
    /// </summary>
    /// <value>Default: 0.</value>
    public int Seed { get; init; }

    /// <summary>Classes solved at the same time; null = one per processor. The result is the same for any number.</summary>
    /// <value>Default: null.</value>
    public int? NumberOfThreads { get; init; }

    /// <summary>
    /// The most bytes that training data may take. Kept are the features once in float32 (4 × rows × features); a Gram matrix of 4 × rows²
    /// more only where that also fits. Beyond the limit training refuses with a message that says what is needed.
    /// </summary>
    /// <value>Default: null = three quarters of the memory that .NET may use on this machine.</value>
    public long? MaximumMemoryBytes { get; init; }

    /// <summary>
    /// Whether the solution keeps its dual variables (8 × rows × classes bytes), from which a later search may start:
    /// <see cref="LinearSvcSolution.Duals"/>. A trainer has no use for them.
    /// </summary>
    /// <value>Default: false.</value>
    public bool KeepDuals { get; init; }

    /// <summary>Is told whenever a class is solved; called from worker threads, one at a time.</summary>
    /// <value>Default: null.</value>
    public IProgress<LinearSvcProgress>? Progress
    {
        get => _progress;
        init => _progress = value;
    }

    /// <summary>Ends the training with an <see cref="OperationCanceledException"/>.</summary>
    /// <value>Default: none.</value>
    public CancellationToken CancellationToken { get; init; }

    internal int Threads => NumberOfThreads ?? Environment.ProcessorCount;

    /// <summary>What the loss of an example of weight 1 costs at most.</summary>
    internal double LargestCost => Cost * Math.Max(1, PositiveWeight);

    internal long MemoryLimit => MaximumMemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <summary>The same options, reporting elsewhere.</summary>
    internal LinearSvcOptions WithProgress(IProgress<LinearSvcProgress>? progress)
    {
        var copy = (LinearSvcOptions)MemberwiseClone();
        copy._progress = progress;
        return copy;
    }

    internal void Validate()
    {
        Check(Enum.IsDefined(Loss), nameof(Loss), "SquaredHinge or Hinge", Loss);
        Check(double.IsFinite(Cost) && Cost > 0, nameof(Cost), "positive and finite", Cost);
        Check(double.IsFinite(PositiveWeight) && PositiveWeight > 0, nameof(PositiveWeight), "positive and finite", PositiveWeight);
        Check(double.IsFinite(LargestCost), nameof(PositiveWeight), "finite when multiplied by the cost", PositiveWeight);
        Check(double.IsFinite(Bias * Bias) && Bias >= 0, nameof(Bias), "0 (no bias) or positive, with a finite square", Bias);
        Check(Tolerance > 0, nameof(Tolerance), "positive", Tolerance);
        Check(MaximumIterations >= 1, nameof(MaximumIterations), "at least 1", MaximumIterations);
        Check(NumberOfThreads is null or >= 1, nameof(NumberOfThreads), "null (one per processor) or at least 1", NumberOfThreads);
        Check(
            MaximumMemoryBytes is null or >= 1, nameof(MaximumMemoryBytes), "null (three quarters of the memory) or at least 1",
            MaximumMemoryBytes);
    }

    private static void Check<T>(bool valid, string name, string expected, T value)
    {
        if (!valid)
            throw new ArgumentException(FormattableString.Invariant($"LinearSvcOptions.{name} must be {expected}, but is {value}."), name);
    }
}
