using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Training;

/// <summary>The images of a training and how an epoch goes through them.</summary>
/// <param name="options">Sizes, crops, seed.</param>
/// <param name="preprocessing">What pixels go through.</param>
/// <param name="train">What is learned from.</param>
/// <param name="validation">What is looked at after each epoch.</param>
/// <param name="warn">Is told of images that are skipped.</param>
internal sealed class TrainingSet(
    SppNetTrainerOptions options, Preprocessing preprocessing, IReadOnlyList<TrainingImage> train, IReadOnlyList<TrainingImage> validation,
    Action<string>? warn)
{
    private const int ColorSample = 500;

    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private ColorComponents? _colors;

    internal IReadOnlyList<TrainingImage> Train => train;

    internal IReadOnlyList<TrainingImage> Validation => validation;

    /// <summary>Side of an epoch's inputs.</summary>
    internal int SideOf(int epoch)
    {
        if (options.Schedule == SizeSchedule.Alternate)
            return options.Sizes[epoch % options.Sizes.Count];
        SplitMix64 random = TrainingNumbers.For(options.Seed, TrainingNumbers.Use.Size, epoch);
        (int least, int most) = (options.Sizes.Min(), options.Sizes.Max());
        return least + (int)(random.NextDouble() * (most - least + 1));
    }

    /// <summary>An epoch's order.</summary>
    internal int[] Order(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, train.Count)];
        SplitMix64 random = TrainingNumbers.For(options.Seed, TrainingNumbers.Use.Order, epoch);
        SeededOrder.Shuffle(order, ref random);
        return order;
    }

    /// <summary>Augmented batches of the images named, in their order.</summary>
    internal IEnumerable<TrainingBatch> Batches(int epoch, int side, IReadOnlyList<int> order)
    {
        ColorComponents? colors = options.ColorAlteration > 0 ? _colors ??= MeasureColors() : null;
        return Reader(train).Read(
            order, side,
            (index, pixels) => TrainingInput.Augmented(
                pixels, options, preprocessing, colors, side, TrainingNumbers.For(options.Seed, TrainingNumbers.Use.Image, epoch, index)),
            options.CancellationToken);
    }

    /// <summary>The centre crops of the validation images.</summary>
    internal IEnumerable<TrainingBatch> ValidationBatches(int side) => Reader(validation).Read(
        [.. Enumerable.Range(0, validation.Count)], side, (_, pixels) => TrainingInput.Plain(pixels, options, preprocessing, side),
        options.CancellationToken);

    /// <summary>Adds the names of images that could not be read.</summary>
    internal void Note(SortedSet<string> skipped)
    {
        lock (_gate)
            skipped.UnionWith(_skipped);
    }

    /// <summary>Images that an earlier part of the run skipped are not told of again.</summary>
    internal void SkipAgain(IEnumerable<string> names)
    {
        lock (_gate)
            _skipped.UnionWith(names);
    }

    // The most that any size needs of an image whose shorter side becomes ShorterSide.
    private BatchReader Reader(IReadOnlyList<TrainingImage> images) => new(images, options.ShorterSide, options.BatchSize, Skip);

    private bool Skip(TrainingImage image, ImageReadException error)
    {
        if (options.BadImages == BadTrainingImages.Stop)
            return false;
        lock (_gate)
        {
            if (_skipped.Add(image.Name))
                warn?.Invoke($"skipped: {error.Message}");
        }

        return true;
    }

    /// <summary>From images spread evenly over the set: the same for every run.</summary>
    private ColorComponents MeasureColors()
    {
        int step = Math.Max(1, train.Count / ColorSample);
        return ColorComponents.Measure(Sample());

        IEnumerable<PixelImage> Sample()
        {
            for (int index = 0; index < train.Count; index += step)
            {
                PixelImage? pixels = null;
                try
                {
                    pixels = train[index].Load(options.ShorterSide);
                }
                catch (ImageReadException error) when (Skip(train[index], error))
                {
                    continue;
                }

                using (pixels)
                    yield return pixels;
            }
        }
    }
}
