using Microsoft.ML.SppNet.LinearSvc;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Linear least squares with a quadratic penalty: min Σ (w·(f·xᵢ) + b − tᵢ)² + λ (‖w‖² + b²). The bias is the weight of a constant 1 and
/// penalised like the others, as R-CNN's and SPP-net's code has it.
/// </summary>
/// <remarks>
/// Solved through the rows' products (the dual) where there are fewer rows than columns, else through the columns'.
/// </remarks>
internal static class RidgeRegression
{
    /// <summary>One regression per target, over the same rows.</summary>
    /// <param name="features">x: a row per example, at least one.</param>
    /// <param name="factor">f, the factor of the features.</param>
    /// <param name="targets">For each target a value per row.</param>
    /// <param name="penalty">λ, positive.</param>
    /// <param name="parallel">How many threads take part; they change nothing.</param>
    /// <returns>For each target the weights for x as it is given (f is in them) and the bias.</returns>
    internal static (float[][] Weights, double[] Biases) Solve(
        FeatureMatrix features, double factor, double[][] targets, double penalty, ParallelOptions parallel) =>
        features.Rows <= features.Columns
            ? SolveDual(features, factor, targets, penalty, parallel)
            : SolvePrimal(features, factor, targets, penalty, parallel);

    /// <summary>α = (f²·XXᵀ + 1 + λI)⁻¹ t, w = f²·Xᵀα, b = Σα.</summary>
    private static (float[][] Weights, double[] Biases) SolveDual(
        FeatureMatrix features, double factor, double[][] targets, double penalty, ParallelOptions parallel)
    {
        GramMatrix products = GramMatrix.Compute(features, parallel);
        double[][] lower = Lower(features.Rows, (row, column) => factor * factor * products[row][column] + 1, penalty);
        var equations = new Cholesky(lower, parallel);
        double[][] alphas = [.. targets.Select(target => equations.Solve(target))];
        var weights = new float[targets.Length][];
        RowSums.Compute(features, factor * factor, alphas, weights, parallel);
        return (weights, [.. alphas.Select(alpha => alpha.Sum())]);
    }

    /// <summary>(w, b) = (f²·XᵀX + λI)⁻¹ f·Xᵀt over columns that a constant 1 was added to.</summary>
    private static (float[][] Weights, double[] Biases) SolvePrimal(
        FeatureMatrix features, double factor, double[][] targets, double penalty, ParallelOptions parallel)
    {
        int columns = features.Columns;
        FeatureMatrix transposed = Transposed(features);
        GramMatrix products = GramMatrix.Compute(transposed, parallel);
        double Scale(int column) => column < columns ? factor : 1;
        double[][] lower = Lower(
            columns + 1, (row, column) => Scale(row) * Scale(column) * products[row][column], penalty);
        var equations = new Cholesky(lower, parallel);
        double[][] solutions = [.. targets.Select(target => equations.Solve(
            [.. Enumerable.Range(0, columns + 1).Select(column => Scale(column) * MixedPrecision.Dot(target, transposed[column]))]))];
        return (
            [.. solutions.Select(solution => solution.Take(columns).Select(weight => (float)(factor * weight)).ToArray())],
            [.. solutions.Select(solution => solution[columns])]);
    }

    private static double[][] Lower(int size, Func<int, int, double> element, double penalty)
    {
        var rows = new double[size][];
        for (int row = 0; row < size; row++)
        {
            rows[row] = new double[row + 1];
            for (int column = 0; column <= row; column++)
                rows[row][column] = element(row, column) + (row == column ? penalty : 0);
        }

        return rows;
    }

    /// <summary>The columns as rows, and a last one of ones.</summary>
    private static FeatureMatrix Transposed(FeatureMatrix features)
    {
        var transposed = new FeatureMatrix(features.Rows);
        for (int column = 0; column < features.Columns; column++)
        {
            float[] values = new float[features.Rows];
            for (int row = 0; row < values.Length; row++)
                values[row] = features[row][column];
            transposed.AddOwned(values);
        }

        transposed.AddOwned([.. Enumerable.Repeat(1f, features.Rows)]);
        return transposed;
    }
}
