using System.Text.Json;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A small data set and what LIBLINEAR 2.3 made of it; written by test/oracles/linear_svc.py.</summary>
internal sealed record LiblinearFixture(int Columns, float[] X, int[] Y, float[] TestX, int[] TestY, LiblinearRun[] Runs)
{
    internal static readonly string[] Names = ["binary", "multiclass", "wide", "shifted"];

    internal int Classes => Y.Max() + 1;

    internal static LiblinearFixture Read(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Classification", $"liblinear-{name}.json");
        return JsonSerializer.Deserialize<LiblinearFixture>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
    }

    internal FeatureMatrix Train() => Matrix(X, Columns);

    internal static FeatureMatrix Matrix(float[] values, int columns)
    {
        var matrix = new FeatureMatrix(columns);
        for (int start = 0; start < values.Length; start += columns)
            matrix.Add(values.AsSpan(start, columns));
        return matrix;
    }

    internal LinearSvcSolution Solve(LinearSvcOptions options, double factor = 1)
    {
        var solver = new LinearSvcSolver(Train(), factor);
        return Classes == 2
            ? solver.SolveBinary(Array.ConvertAll(Y, y => (sbyte)(y == 1 ? 1 : -1)), options)
            : solver.SolveOneVersusRest(Y, Classes, options);
    }

    internal int Correct(LinearSvcSolution solution)
    {
        FeatureMatrix test = Matrix(TestX, Columns);
        float[] score = new float[1];
        return Enumerable.Range(0, test.Rows).Count(row =>
        {
            if (Classes > 2)
                return solution.Predict(test[row]) == TestY[row];
            solution.Scores(test[row], score);
            return (score[0] > 0 ? 1 : 0) == TestY[row];
        });
    }
}

internal sealed record LiblinearRun(
    string Loss, double Cost, double Tolerance, double Bias, double PositiveWeight, double[] Objectives,
    int Correct, double[][]? Weights, double[]? Biases)
{
    internal LinearSvcOptions Options(int? threads = null, long? memory = null, double? tolerance = null) => new()
    {
        Loss = Enum.Parse<LinearSvcLoss>(Loss), Cost = Cost, Tolerance = tolerance ?? Tolerance, Bias = Bias,
        PositiveWeight = PositiveWeight,
        NumberOfThreads = threads, MaximumMemoryBytes = memory, MaximumIterations = 1_000_000,
    };
}
