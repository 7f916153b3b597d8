namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>How often examples of each class were taken for each class, and the accuracies that follow.</summary>
public sealed class ConfusionCounts
{
    private readonly long[,] _counts;

    /// <summary>An empty matrix.</summary>
    /// <param name="classNames">The classes, at least one, in the order of their numbers.</param>
    public ConfusionCounts(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0)
            throw new ArgumentException("A confusion matrix has at least one class.", nameof(classNames));
        ClassNames = [.. classNames];
        _counts = new long[classNames.Count, classNames.Count];
    }

    /// <summary>The classes in the order of their numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many examples of class <paramref name="actual"/> were taken for class <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>The number of examples.</summary>
    public long Total => Enumerable.Range(0, ClassNames.Count).Sum(CountOf);

    /// <summary>The share of all examples that were recognised, 0 to 1; NaN where there is none.</summary>
    public double OverallAccuracy => (double)Enumerable.Range(0, ClassNames.Count).Sum(k => _counts[k, k]) / Total;

    /// <summary>
    /// The mean of <see cref="Recall"/> over the classes that have examples, 0 to 1 (the measure of Caltech-101); NaN where there is none.
    /// </summary>
    public double MeanPerClassAccuracy =>
        Enumerable.Range(0, ClassNames.Count).Where(k => CountOf(k) > 0).Select(Recall).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The matrix of predictions that are all known.</summary>
    /// <param name="actual">The class of each example.</param>
    /// <param name="predicted">What each example was taken for.</param>
    /// <param name="classNames">The classes in the order of their numbers.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class number is not one of the names'.</exception>
    public static ConfusionCounts From(ReadOnlySpan<int> actual, ReadOnlySpan<int> predicted, IReadOnlyList<string> classNames)
    {
        if (actual.Length != predicted.Length)
            throw new ArgumentException($"There are {predicted.Length} predictions for {actual.Length} examples.", nameof(predicted));
        var matrix = new ConfusionCounts(classNames);
        for (int i = 0; i < actual.Length; i++)
            matrix.Add(actual[i], predicted[i]);
        return matrix;
    }

    /// <summary>Counts one example.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class number is not one of the names'.</exception>
    public void Add(int actual, int predicted)
    {
        CheckClass(actual, nameof(actual));
        CheckClass(predicted, nameof(predicted));
        _counts[actual, predicted]++;
    }

    /// <summary>Adds another matrix of the same classes: the next random split's, say.</summary>
    /// <exception cref="ArgumentException">The classes differ.</exception>
    public void Add(ConfusionCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ClassNames.SequenceEqual(other.ClassNames))
            throw new ArgumentException("Confusion matrices of different classes cannot be added.", nameof(other));
        for (int actual = 0; actual < ClassNames.Count; actual++)
        {
            for (int predicted = 0; predicted < ClassNames.Count; predicted++)
                _counts[actual, predicted] += other._counts[actual, predicted];
        }
    }

    /// <summary>The number of examples of a class.</summary>
    public long CountOf(int actual) => Enumerable.Range(0, ClassNames.Count).Sum(predicted => _counts[actual, predicted]);

    /// <summary>The share of a class's examples that were recognised, 0 to 1; NaN where it has none.</summary>
    public double Recall(int actual) => (double)_counts[actual, actual] / CountOf(actual);

    private void CheckClass(int value, string name)
    {
        if (value < 0 || value >= ClassNames.Count)
            throw new ArgumentOutOfRangeException(name, value, $"Classes are numbered from 0 to {ClassNames.Count - 1}.");
    }
}
