using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// SPP-net's detector (He et al., section 4): windows that may hold an object are pooled from the convolutions of the whole image by a
/// spatial pyramid, and linear SVMs, one per class, say what they show.
/// </summary>
/// <remarks>
/// Boxes are in pixels of the original image, whatever it was resized to. It holds its own share of the network's weights: dispose it when
/// done. Safe to use from several threads.
/// </remarks>
public sealed class SppDetector : IObjectDetector, IDisposable
{
    internal SppDetector(
        IReadOnlyList<string> classNames, SppDetectorOptions options, IWindowFeatures features, LinearClasses classes,
        BoxRegressor?[]? regressors,
        IProposalMethod? proposals)
    {
        (ClassNames, Options, Features, Classes, Regressors) = (classNames, options, features, classes, regressors);
        Proposals = proposals ?? options.Proposals;
        ProposalText = ProposalFormat.Write(Proposals);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What proposes windows where nobody gives them.</summary>
    public IProposalMethod Proposals { get; }

    internal SppDetectorOptions Options { get; }

    internal IWindowFeatures Features { get; }

    internal LinearClasses Classes { get; }

    /// <summary>For each class what moves its boxes; null where no box is moved.</summary>
    internal BoxRegressor?[]? Regressors { get; }

    internal string ProposalText { get; }

    /// <summary>Trains a detector.</summary>
    /// <param name="examples">Images with all their objects; those of difficult objects do not hurt.</param>
    /// <param name="classNames">
    /// The classes. One without an object is never detected, and the report says that it has no positives.
    /// </param>
    /// <param name="network">The convolutions; the network stays the caller's.</param>
    /// <param name="options">Null for the paper's numbers at one scale.</param>
    /// <returns>The detector, which the caller disposes, and how it went.</returns>
    /// <exception cref="ArgumentException">An option is out of range, the network lacks the tap, or no class has an object.</exception>
    /// <exception cref="InvalidDataException">An object lies outside its image or is of no class; the message names both.</exception>
    /// <exception cref="ImageReadException">An image cannot be read; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static SppDetectorTrainingResult Train(
        IReadOnlyList<DetectionExample> examples, IReadOnlyList<string> classNames, SppNetwork network, SppDetectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(network);
        options ??= new SppDetectorOptions();
        options.Validate();
        if (!examples.Any(example => example.Objects.Any(one => !one.Difficult)))
            throw new ArgumentException("No image has an object that is not difficult: there is nothing to learn.", nameof(examples));
        long since = Stopwatch.GetTimestamp();
        IWindowFeatures features = WindowFeatures(network, options);
        var classes = new LinearClasses(classNames.Count, features.Length);
        try
        {
            using TrainingSet set = TrainingSet.Read(examples, classNames, features, options);
            DetectorClassReport[] reports = HardNegativeMining.Run(set, classNames, classes, options);
            BoxRegressor?[]? regressors = options.BoxRegression ? RegressionTraining.Run(set, classNames.Count, options) : null;
            var detector = new SppDetector([.. classNames], options, features, classes, regressors, options.Proposals);
            TimeSpan rest = Stopwatch.GetElapsedTime(since) - set.ProposalTime - set.MapTime;
            return new SppDetectorTrainingResult(detector, new DetectorTrainingReport(
                reports, set.Images.Sum(image => (long)image.Windows.Length), set.ProposalTime.TotalSeconds, set.MapTime.TotalSeconds,
                rest.TotalSeconds));
        }
        catch
        {
            classes.Dispose();
            features.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<DetectedObject> Detect(
        MLImage image, float? minimumScore = null, IReadOnlyList<ScoredBox>? proposals = null, DetectionTimes? times = null,
        CancellationToken cancellationToken = default) =>
        WindowDetection.Detect([this], image, minimumScore, proposals, times ?? new DetectionTimes(), cancellationToken);

    /// <summary>Saves the detector with its network as one file; an old file stays as it is until the new one is complete.</summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the detector with its network.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        DetectorFile.Write(stream, this);
    }

    /// <summary>Loads a detector that was saved.</summary>
    /// <param name="path">The file.</param>
    /// <param name="proposals">What proposes windows; null takes what the detector was trained with.</param>
    /// <returns>The detector; the caller disposes it.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no detector or is damaged; the message names it.</exception>
    public static SppDetector Load(string path, IProposalMethod? proposals = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = OrdinaryFile.Open(path);
        return DetectorFile.Read(stream, path, proposals);
    }

    /// <summary>Gives up its share of the network's weights, and its own.</summary>
    public void Dispose()
    {
        Features.Dispose();
        Classes.Dispose();
    }

    internal static IWindowFeatures WindowFeatures(SppNetwork network, SppDetectorOptions options) =>
        options.Method == DetectorMethod.Rcnn ? new RcnnWindowFeatures(network, options) : new SppWindowFeatures(network, options);
}
