using System.Runtime.ExceptionServices;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>One call of the solver: hands the classes to the threads and gathers what they find.</summary>
internal sealed class SolverRun(FeatureMatrix features, int classes, LinearSvcOptions options, Action? checkAlive)
{
    // Never the lowest value a sum could fall below: a class without examples must lose against every other.
    private const float NeverPredicted = float.MinValue;

    private readonly float[][] _weights = new float[classes][];
    private readonly float[] _biases = new float[classes];
    private readonly LinearSvcClassReport[] _reports = new LinearSvcClassReport[classes];
    private readonly Lock _progress = new();
    private int _done;

    private ParallelOptions Parallelism => new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = options.CancellationToken };

    /// <summary>Every class keeps its own w and walks over the features.</summary>
    internal LinearSvcSolution OnFeatures(Func<int, BinaryProblem?> problemOf)
    {
        double[] norms = Guarded(parallel => PrimalMargins.SquaredNorms(features, options.Bias, parallel));
        ForEachClass(problemOf, (k, problem) =>
        {
            var margins = new PrimalMargins(features, norms, options.Bias);
            _reports[k] = DualCoordinateDescent.Run(ref margins, problem, options, Checkpoint);
            _weights[k] = Array.ConvertAll(margins.Weights.ToArray(), weight => (float)weight);
            _biases[k] = (float)(margins.BiasWeight * options.Bias);
        });
        return new LinearSvcSolution(_weights, _biases, _reports);
    }

    /// <summary>Every class keeps the products of its w with all examples and walks over the Gram matrix; the weights follow for all classes at once.</summary>
    internal LinearSvcSolution OnGram(GramMatrix gram, Func<int, BinaryProblem?> problemOf)
    {
        double[][] coefficients = new double[classes][];
        ForEachClass(problemOf, (k, problem) =>
        {
            var margins = new GramMargins(gram, options.Bias);
            _reports[k] = DualCoordinateDescent.Run(ref margins, problem, options, Checkpoint);
            coefficients[k] = problem.Coefficients();
            _biases[k] = (float)(coefficients[k].Sum() * options.Bias * options.Bias);
        });
        Guarded(parallel => RowSums.Compute(features, coefficients, _weights, parallel));
        return new LinearSvcSolution(_weights, _biases, _reports);
    }

    /// <summary>Runs something parallel; a worker's exception arrives as itself, not wrapped.</summary>
    internal T Guarded<T>(Func<ParallelOptions, T> work)
    {
        try
        {
            Checkpoint();
            return work(Parallelism);
        }
        catch (AggregateException failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerExceptions[0]);
            throw;
        }
    }

    private void ForEachClass(Func<int, BinaryProblem?> problemOf, Action<int, BinaryProblem> solve) => Guarded(parallel => Parallel.For(0, classes, parallel, k =>
    {
        if (problemOf(k) is { } problem)
        {
            solve(k, problem);
        }
        else
        {
            (_weights[k], _biases[k]) = (new float[features.Columns], NeverPredicted);
            _reports[k] = new LinearSvcClassReport(0, 0, 0, true, 0, 0);
        }

        lock (_progress)
            options.Progress?.Report(new LinearSvcProgress(++_done, classes));
    }));

    private void Checkpoint()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        checkAlive?.Invoke();
    }
}
