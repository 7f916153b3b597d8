using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// What a training reads of its images, once: windows, objects, maps, the features of the objects, and how long features are.
/// </summary>
internal sealed class TrainingSet : IDisposable
{
    /// <summary>The mean norm is measured on so many images at most, and so many windows of each.</summary>
    private const int SampledImages = 200, SampledWindows = 200;

    private readonly IWindowFeatures _features;
    private readonly SppDetectorOptions _options;
    private readonly IReadOnlyList<string> _classNames;
    private readonly List<TrainingWindows> _images = [];
    private double _norms;
    private long _sampled;

    private TrainingSet(IWindowFeatures features, IReadOnlyList<string> classNames, SppDetectorOptions options)
    {
        (_features, _classNames, _options) = (features, classNames, options);
        Store = new WindowStore(features, options.MapMemory);
        Positives = [.. classNames.Select(_ => new FeatureMatrix(features.Length))];
    }

    /// <summary>The images, mirrored ones after their originals.</summary>
    internal IReadOnlyList<TrainingWindows> Images => _images;

    /// <summary>Their maps, in the same order.</summary>
    internal WindowStore Store { get; }

    /// <summary>For each class the features of its objects that are not difficult.</summary>
    internal FeatureMatrix[] Positives { get; }

    /// <summary>What features are multiplied by to be of the norm that is wanted on average.</summary>
    internal double Factor => _norms > 0 ? _options.MeanNorm * _sampled / _norms : 1;

    internal TimeSpan ProposalTime { get; private set; }

    internal TimeSpan MapTime { get; private set; }

    /// <exception cref="InvalidDataException">An object lies outside its image, or is of no class; the message names both.</exception>
    /// <exception cref="ImageReadException">An image cannot be read; the message names it.</exception>
    internal static TrainingSet Read(
        IReadOnlyList<DetectionExample> examples, IReadOnlyList<string> classNames, IWindowFeatures features, SppDetectorOptions options)
    {
        var set = new TrainingSet(features, classNames, options);
        try
        {
            int step = Math.Max(1, (examples.Count + SampledImages - 1) / SampledImages);
            for (int index = 0; index < examples.Count; index++)
            {
                set.Add(examples[index], isSampled: index % step == 0);
                options.Progress?.Report(new(DetectorTrainingStage.Maps, index + 1, examples.Count));
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    public void Dispose() => Store.Dispose();

    private void Add(DetectionExample example, bool isSampled)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        long since = Stopwatch.GetTimestamp();
        try
        {
            using MLImage image = example.Load();
            using PixelImage pixels = PixelImage.From(image);
            AnnotatedObject[] objects = Objects(example, pixels.Width, pixels.Height);
            MapTime += Stopwatch.GetElapsedTime(since);
            since = Stopwatch.GetTimestamp();
            IReadOnlyList<ScoredBox> proposals = example.Proposals ?? _options.Proposals.Propose(image, _options.CancellationToken);
            ProposalTime += Stopwatch.GetElapsedTime(since);
            var windows = new TrainingWindows(example.Name, WindowSet.Of(proposals, pixels.Width, pixels.Height), objects);
            Add(windows, pixels, mirrored: false, isSampled);
            if (_options.MirrorImages)
                Add(windows.Mirrored(pixels.Width), pixels, mirrored: true, isSampled);
        }
        catch (ImageReadException error)
        {
            throw error.InFile(example.Name);
        }
    }

    private void Add(TrainingWindows windows, PixelImage pixels, bool mirrored, bool isSampled)
    {
        long since = Stopwatch.GetTimestamp();
        IImageWindows image = _features.Prepare(pixels, mirrored);
        MapTime += Stopwatch.GetElapsedTime(since);
        AddPositives(windows, image);
        if (isSampled)
            Sample(windows, image);
        _images.Add(windows);
        Store.Add(image);
    }

    private void AddPositives(TrainingWindows windows, IImageWindows image)
    {
        AnnotatedObject[] counted = [.. windows.Objects.Where(one => !one.Difficult)];
        float[][] rows = WindowRows.Of(image, [.. counted.Select(one => one.Box)]);
        for (int index = 0; index < rows.Length; index++)
            Positives[counted[index].ClassIndex].AddOwned(rows[index]);
    }

    /// <summary>Windows at even distances, so that all sizes take part whatever the order.</summary>
    private void Sample(TrainingWindows windows, IImageWindows image)
    {
        ImageBox[] sample = [.. Spread.Over(windows.Windows.Length, SampledWindows).Select(index => windows.Windows[index])];
        double[] norms = new double[sample.Length];
        image.ForEachBlock(sample, (indices, rows) =>
        {
            for (int index = 0; index < indices.Length; index++)
                norms[indices[index]] = TensorPrimitives.Norm<float>(rows.Row(index));
        });
        _norms += norms.Sum();
        _sampled += norms.Length;
    }

    private AnnotatedObject[] Objects(DetectionExample example, int width, int height)
    {
        var whole = new ImageBox(0, 0, width, height);
        var objects = new AnnotatedObject[example.Objects.Count];
        for (int index = 0; index < objects.Length; index++)
        {
            AnnotatedObject one = example.Objects[index];
            if (one.ClassIndex < 0 || one.ClassIndex >= _classNames.Count)
                throw new InvalidDataException(
                    $"'{example.Name}', object {index}: there is no class {one.ClassIndex}, but {_classNames.Count} classes from 0 on.");
            objects[index] = one with { Box = one.Box.Intersect(whole) };
            if (!(objects[index].Box.Area > 0))
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{example.Name}', object {index} ({_classNames[one.ClassIndex]}): the box ({one.Box.Left}, {one.Box.Top}, "
                        + $"{one.Box.Right}, {one.Box.Bottom}) has no pixel of its image of {width}×{height}."));
        }

        return objects;
    }
}
