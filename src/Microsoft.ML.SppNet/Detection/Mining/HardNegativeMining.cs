using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Trains the SVMs of all classes on the counterexamples that are hard for them (R-CNN, section 2.3): image after image those windows are
/// added that an SVM does not reject clearly, and it is trained anew whenever enough have come.
/// </summary>
internal sealed class HardNegativeMining
{
    /// <summary>A window is hard whose score is higher: it lies inside the margin, or on the wrong side.</summary>
    private const double Hard = -1.0001;

    /// <summary>A counterexample whose score is lower is given up.</summary>
    private const double Easy = -1.2;

    /// <summary>
    /// An SVM is trained when more have come, as in the released code, and while it has few whenever there are half as many again: most
    /// images of a small set would else be looked at with an SVM that knows the first alone.
    /// </summary>
    private const int RetrainAfter = 2000;

    private readonly TrainingSet _set;
    private readonly SppDetectorOptions _options;
    private readonly LinearClasses _classes;
    private readonly ClassCache?[] _caches;
    private readonly HeldRows _rows = new();
    private readonly long _rowBytes;
    private int _needed;

    private HardNegativeMining(TrainingSet set, IReadOnlyList<string> classNames, LinearClasses classes, SppDetectorOptions options)
    {
        (_set, _classes, _options) = (set, classes, options);
        _caches = [.. set.Positives.Select((rows, index) => rows.Rows == 0
            ? null
            : new ClassCache(classNames[index], rows, set.Factor, options))];
        _rowBytes = (long)sizeof(float) * set.Positives[0].Columns;
    }

    /// <summary>Trains the SVMs of those classes that have objects.</summary>
    /// <param name="set">The images.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="classes">Receives the SVMs.</param>
    /// <param name="options">All numbers.</param>
    /// <returns>How each class ended.</returns>
    internal static DetectorClassReport[] Run(TrainingSet set, IReadOnlyList<string> classNames, LinearClasses classes,
        SppDetectorOptions options)
    {
        var mining = new HardNegativeMining(set, classNames, classes, options);
        int total = options.MiningPasses * set.Images.Count;
        for (int step = 0; step < total; step++)
            mining.Visit(step % set.Images.Count, isFirst: step == 0, done: step + 1, total);
        for (int classIndex = 0; classIndex < mining._caches.Length; classIndex++)
            classes.Thresholds[classIndex] = mining._caches[classIndex]?.Threshold(classes, classIndex) ?? 0;
        return [.. mining._caches.Select((cache, index) => cache?.Report ?? new DetectorClassReport(classNames[index], 0, 0, 0))];
    }

    private void Visit(int image, bool isFirst, int done, int total)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        _set.Store.Use(image, windows => Add(image, windows, isFirst));
        bool isLast = done == total;
        Retrain(cache => isFirst || isLast || cache.Added > Math.Min(RetrainAfter, cache.Settled / 2), Easy, done, total);
        TrimMemory(done, total);
        _options.Progress?.Report(new(DetectorTrainingStage.Mining, done, total));
    }

    /// <summary>Beyond the memory allowed those go that support no SVM. Where most do, there is no use in asking again at once.</summary>
    private void TrimMemory(int done, int total)
    {
        if (_rows.Count * _rowBytes <= _options.NegativeMemory || _rows.Count <= _needed + _needed / 4)
            return;
        Retrain(_ => true, Hard, done, total);
        _needed = _rows.Count;
    }

    private void Add(int image, IImageWindows windows, bool isFirst)
    {
        TrainingWindows set = _set.Images[image];
        var candidates = new NegativeWindows(set, _options);
        float[] scores = isFirst ? [] : _classes.Score(windows, set.Windows, new DetectionTimes());
        var chosen = new List<int>[_caches.Length];
        Parallel.For(0, chosen.Length, classIndex => chosen[classIndex] = _caches[classIndex] is { } cache
            ? candidates.Of(classIndex).FindAll(window =>
                (isFirst || scores[window * _caches.Length + classIndex] > Hard) && !cache.Holds(new WindowKey(image, window)))
            : []);
        int[] wanted = [.. chosen.SelectMany(list => list).Distinct().Order()];
        Dictionary<int, float[]> pooled =
            wanted.Zip(WindowRows.Of(windows, [.. wanted.Select(window => set.Windows[window])])).ToDictionary();
        for (int classIndex = 0; classIndex < chosen.Length; classIndex++)
        {
            foreach (int window in chosen[classIndex])
            {
                var key = new WindowKey(image, window);
                _caches[classIndex]!.Add(key, _rows.TryTake(key, out float[] held) ? held : _rows.Take(key, pooled[window]));
            }
        }
    }

    private void Retrain(Predicate<ClassCache> isDue, double easy, int done, int total)
    {
        int[] due = [.. Enumerable.Range(0, _caches.Length).Where(index => _caches[index] is { } cache && isDue(cache))];
        var given = new List<WindowKey>[due.Length];
        ParallelWork.Unwrapped(() => Parallel.For(0, due.Length, new ParallelOptions { CancellationToken = _options.CancellationToken },
            index => given[index] = _caches[due[index]]!.Train(easy, _classes, due[index])));
        for (int index = 0; index < due.Length; index++)
        {
            _rows.GiveUp(given[index]);
            _options.Progress?.Report(new(DetectorTrainingStage.Mining, done, total, _caches[due[index]]!.Report));
        }
    }
}
