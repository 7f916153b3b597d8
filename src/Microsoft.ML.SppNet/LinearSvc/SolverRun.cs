using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>One call of the solver: hands the classes to the threads and gathers what they find.</summary>
internal sealed class SolverRun(FeatureMatrix features, double factor, int classes, LinearSvcOptions options, Action? checkAlive)
{
    // Never the lowest value a sum could fall below: a class without examples must lose against every other.
    private const float NeverPredicted = float.MinValue;

    private readonly float[][] _weights = new float[classes][];
    private readonly float[] _biases = new float[classes];
    private readonly LinearSvcClassReport[] _reports = new LinearSvcClassReport[classes];
    private readonly double[]?[]? _duals = options.KeepDuals ? new double[classes][] : null;
    private readonly Lock _progress = new();
    private int _done;

    private ParallelOptions Parallelism =>
        new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = options.CancellationToken };

    /// <summary>Every class keeps its own w and walks over the features.</summary>
    internal LinearSvcSolution OnFeatures(double[] squaredNorms, Func<int, BinaryProblem?> problemOf)
    {
        ForEachClass(problemOf, (k, problem) =>
        {
            var margins = new PrimalMargins(features, squaredNorms, factor, options.Bias);
            _reports[k] = DualCoordinateDescent.Run(ref margins, problem, options, Checkpoint);
            _weights[k] = Array.ConvertAll(margins.Weights.ToArray(), weight => (float)weight);
            _biases[k] = (float)(margins.BiasWeight * options.Bias);
        });
        return Solution();
    }

    /// <summary>
    /// Every class keeps the products of its w with all examples and walks over the Gram matrix; the weights follow for all classes at
    /// once.
    /// </summary>
    internal LinearSvcSolution OnGram(GramMatrix gram, Func<int, BinaryProblem?> problemOf)
    {
        double[][] coefficients = new double[classes][];
        ForEachClass(problemOf, (k, problem) =>
        {
            var margins = new GramMargins(gram, factor, options.Bias);
            _reports[k] = DualCoordinateDescent.Run(ref margins, problem, options, Checkpoint);
            coefficients[k] = problem.Coefficients();
            _biases[k] = (float)(coefficients[k].Sum() * options.Bias * options.Bias);
        });
        Guarded(parallel => RowSums.Compute(features, factor * factor, coefficients, _weights, parallel));
        return Solution();
    }

    /// <summary>Runs something parallel; a worker's exception arrives as itself, not wrapped.</summary>
    internal T Guarded<T>(Func<ParallelOptions, T> work)
    {
        Checkpoint();
        return ParallelWork.Unwrapped(() => work(Parallelism));
    }

    /// <exception cref="InvalidOperationException">A number is beyond what its type holds.</exception>
    private LinearSvcSolution Solution()
    {
        for (int k = 0; k < classes; k++)
        {
            if (!double.IsFinite(_reports[k].Objective) || !double.IsFinite(_reports[k].DualityGap))
                throw new InvalidOperationException(
                    $"The objective of class {k} is beyond what double precision holds: "
                    + "scale the features to a norm near 1, or lower the cost.");
            int column = FiniteValues.IndexOfBad(_weights[k]);
            if (column >= 0 || !float.IsFinite(_biases[k]))
                throw new InvalidOperationException(
                    $"The {(column >= 0 ? $"weight of column {column}" : "bias")} for class {k} is beyond what float32 holds: "
                    + "scale the features to a norm near 1, or lower the cost.");
        }

        return new LinearSvcSolution(_weights, _biases, _reports, _duals is null ? null : new LinearSvcDuals(_duals, features.Rows));
    }

    private void ForEachClass(Func<int, BinaryProblem?> problemOf, Action<int, BinaryProblem> solve) =>
        Guarded(parallel => Parallel.For(0, classes, parallel, k => Each(k, problemOf(k), solve)));

    private void Each(int k, BinaryProblem? given, Action<int, BinaryProblem> solve)
    {
        if (given is { } problem)
        {
            solve(k, problem);
            if (_duals is not null)
                _duals[k] = problem.Alpha;
        }
        else
        {
            (_weights[k], _biases[k]) = (new float[features.Columns], NeverPredicted);
            _reports[k] = new LinearSvcClassReport(0, 0, 0, true, 0, 0);
        }

        lock (_progress)
            options.Progress?.Report(new LinearSvcProgress(++_done, classes));
    }

    private void Checkpoint()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        checkAlive?.Invoke();
    }
}
