using BenchmarkDotNet.Attributes;
using Microsoft.ML.SppNet.LinearSvc;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Training of a linear SVM, one class against the rest, in the solver's two ways.</summary>
public class LinearSvcBenchmark
{
    private const int Rows = 1000, Columns = 2048;

    private readonly FeatureMatrix _features = new(Columns);

    /// <summary>With 20 classes the Gram matrix is used, with 2 each pass walks over the features.</summary>
    [Params(2, 20)]
    public int Classes { get; set; }

    private int[] Labels => [.. Enumerable.Range(0, Rows).Select(row => row % Classes)];

    [GlobalSetup]
    public void Setup()
    {
        var random = new SplitMix64(1);
        float[] row = new float[Columns];
        for (int index = 0; index < Rows; index++)
        {
            // Half of them zero and of length about 1, as features after a ReLU and normalisation are; a class is a shift of some columns.
            for (int column = 0; column < Columns; column++)
                row[column] =
                    (float)Math.Max(0, random.NextNormal() + (column % Classes == index % Classes ? 0.2 : 0)) / MathF.Sqrt(Columns / 2);
            _features.Add(row);
        }
    }

    /// <summary>A solver of its own each time, as it keeps the Gram matrix.</summary>
    [Benchmark]
    public double Solve() => new LinearSvcSolver(_features).SolveOneVersusRest(Labels, Classes).Objective;
}
