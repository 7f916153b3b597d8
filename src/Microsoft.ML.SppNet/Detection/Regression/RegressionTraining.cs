using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Learns for each class how windows on an object must move to fit it.</summary>
internal static class RegressionTraining
{
    /// <summary>A window belongs to the object that it overlaps most, where that is more.</summary>
    private const double Belongs = 0.5;

    /// <summary>The regressors; null for a class without windows.</summary>
    internal static BoxRegressor?[] Run(TrainingSet set, int classes, SppDetectorOptions options)
    {
        Pair[] pairs = Choose(set.Images, classes, options.RegressionWindows);
        FeatureMatrix[] rows = [.. Enumerable.Range(0, classes).Select(_ => new FeatureMatrix(set.Positives[0].Columns))];
        foreach (IGrouping<int, Pair> ofImage in pairs.GroupBy(pair => pair.Image))
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            Pair[] members = [.. ofImage];
            set.Store.Use(ofImage.Key, image =>
            {
                float[][] vectors = WindowRows.Of(image, [.. members.Select(pair => pair.Window)]);
                for (int index = 0; index < members.Length; index++)
                    rows[members[index].Class].AddOwned(vectors[index]);
            });
        }

        var regressors = new BoxRegressor?[classes];
        var parallel = new ParallelOptions { CancellationToken = options.CancellationToken };
        for (int classIndex = 0; classIndex < classes; classIndex++)
        {
            Pair[] own = [.. pairs.Where(pair => pair.Class == classIndex)];
            regressors[classIndex] = own.Length == 0 ? null : BoxRegressor.Train(
                rows[classIndex], set.Factor, [.. own.Select(pair => pair.Window)], [.. own.Select(pair => pair.Object)],
                options.RegressionPenalty, parallel);
            options.Progress?.Report(new(DetectorTrainingStage.Regression, classIndex + 1, classes));
        }

        return regressors;
    }

    /// <summary>For each class at most so many windows with their objects, in order of the images.</summary>
    private static Pair[] Choose(IReadOnlyList<TrainingWindows> images, int classes, int most)
    {
        ILookup<int, Pair> all = images.SelectMany(Pairs).ToLookup(pair => pair.Class);
        return [.. Enumerable.Range(0, classes).SelectMany(classIndex =>
        {
            Pair[] own = [.. all[classIndex]];
            return Spread.Over(own.Length, most).Select(index => own[index]);
        }).OrderBy(pair => pair.Image)];
    }

    private static IEnumerable<Pair> Pairs(TrainingWindows image, int index)
    {
        if (image.Objects.Length == 0)
            yield break;
        foreach (ImageBox window in image.Windows)
        {
            AnnotatedObject nearest = image.Objects.MaxBy(one => one.Box.IntersectionOverUnion(window));
            if (!nearest.Difficult && nearest.Box.IntersectionOverUnion(window) > Belongs)
                yield return new Pair(index, nearest.ClassIndex, window, nearest.Box);
        }
    }

    private readonly record struct Pair(int Image, int Class, ImageBox Window, ImageBox Object);
}
