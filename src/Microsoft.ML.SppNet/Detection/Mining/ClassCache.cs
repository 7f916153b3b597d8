using System.Numerics.Tensors;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The SVM of one class, with its examples and the counterexamples that are hard for it.</summary>
internal sealed class ClassCache
{
    private readonly string _className;
    private readonly SppDetectorOptions _options;
    private readonly LinearSvcSolver _solver;
    private readonly FeatureMatrix _negatives;
    private readonly List<WindowKey> _keys = [];
    private readonly HashSet<WindowKey> _held = [];
    private readonly FeatureMatrix _objects;
    private readonly int _positives;
    private int _solved;
    private LinearSvcDuals? _duals;

    /// <param name="className">The class.</param>
    /// <param name="positives">The features of its objects, at least one.</param>
    /// <param name="factor">What features are multiplied by.</param>
    /// <param name="options">The SVM's numbers.</param>
    internal ClassCache(string className, FeatureMatrix positives, double factor, SppDetectorOptions options)
    {
        (_className, _options, _objects, _positives) = (className, options, positives, positives.Rows);
        _solver = new LinearSvcSolver(positives, factor);
        _negatives = new FeatureMatrix(positives.Columns);
        Report = new DetectorClassReport(className, _positives, 0, 0);
    }

    /// <summary>Counterexamples that came since the SVM was trained.</summary>
    internal int Added => _keys.Count - _solved;

    /// <summary>Counterexamples that the SVM was trained on and kept.</summary>
    internal int Settled => _solved;

    internal DetectorClassReport Report { get; private set; }

    internal bool Holds(WindowKey key) => _held.Contains(key);

    internal void Add(WindowKey key, float[] features)
    {
        _held.Add(key);
        _keys.Add(key);
        _negatives.AddOwned(features);
    }

    /// <summary>Trains the SVM, from where it was, and gives up the counterexamples that it finds easy.</summary>
    /// <param name="easy">The score below which one is.</param>
    /// <param name="classes">Receives weights and bias.</param>
    /// <param name="classIndex">The class.</param>
    /// <returns>Those that were given up.</returns>
    internal List<WindowKey> Train(double easy, LinearClasses classes, int classIndex)
    {
        if (Added > 0)
            _solver.AddRows(_negatives.Select([.. Enumerable.Range(_solved, Added)]));
        _solved = _keys.Count;
        sbyte[] signs = [.. Enumerable.Repeat((sbyte)1, _positives), .. Enumerable.Repeat((sbyte)-1, _keys.Count)];
        LinearSvcSolution solution = _solver.SolveBinary(signs, Svm, start: _duals);
        classes.Set(classIndex, solution.Weights(0), solution.Bias(0));
        Report = new DetectorClassReport(_className, _positives, _keys.Count, solution.Objective);
        return GiveUp(easy, solution);
    }

    /// <summary>The score that tells the objects from the counterexamples best.</summary>
    internal float Threshold(LinearClasses classes, int classIndex) =>
        ScoreThreshold.Of(classes.Score(classIndex, _objects), classes.Score(classIndex, _negatives));

    private LinearSvcOptions Svm => new()
    {
        Loss = LinearSvcLoss.Hinge,
        Cost = _options.Cost,
        PositiveWeight = _options.PositiveWeight,
        Bias = _options.Bias,
        Seed = _options.Seed,
        KeepDuals = true,
        // Classes are trained at the same time.
        NumberOfThreads = 1,
        CancellationToken = _options.CancellationToken,
    };

    private List<WindowKey> GiveUp(double easy, LinearSvcSolution solution)
    {
        var (kept, given) = (new List<int>(), new List<WindowKey>());
        for (int row = 0; row < _keys.Count; row++)
        {
            if (TensorPrimitives.Dot(solution.Weights(0), _negatives[row]) + solution.Bias(0) >= easy)
                kept.Add(row);
            else
                given.Add(_keys[row]);
        }

        int[] rows = [.. Enumerable.Range(0, _positives), .. kept.Select(row => row + _positives)];
        _solver.KeepRows(rows);
        _duals = solution.Duals!.Select(rows);
        _negatives.KeepRows([.. kept]);
        WindowKey[] keys = [.. kept.Select(row => _keys[row])];
        _keys.Clear();
        _keys.AddRange(keys);
        _held.ExceptWith(given);
        _solved = keys.Length;
        return given;
    }
}
