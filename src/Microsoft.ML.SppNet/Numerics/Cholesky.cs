using System.Numerics.Tensors;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Solves systems of equations whose matrix is symmetric and positive definite, in double precision.</summary>
internal sealed class Cholesky
{
    private readonly double[][] _lower;

    /// <summary>Factorises A = L·Lᵀ.</summary>
    /// <param name="lower">The rows of A up to the diagonal; they become those of L.</param>
    /// <param name="parallel">How many threads take part; they change nothing.</param>
    /// <exception cref="InvalidOperationException">The matrix is not positive definite.</exception>
    internal Cholesky(double[][] lower, ParallelOptions parallel)
    {
        _lower = lower;
        for (int column = 0; column < lower.Length; column++)
        {
            double[] pivotRow = lower[column];
            double rest = pivotRow[column] - TensorPrimitives.SumOfSquares<double>(pivotRow.AsSpan(0, column));
            if (!(rest > 0))
                throw new InvalidOperationException("The matrix of the equations is not positive definite.");
            double pivot = pivotRow[column] = Math.Sqrt(rest);
            int done = column;
            void Eliminate(int row) => lower[row][done] =
                (lower[row][done] - TensorPrimitives.Dot<double>(lower[row].AsSpan(0, done), pivotRow.AsSpan(0, done))) / pivot;
            // A few short products are sooner done than handed out.
            const int Work = 1 << 16;
            if ((long)(lower.Length - column) * column < Work)
            {
                for (int row = column + 1; row < lower.Length; row++)
                    Eliminate(row);
            }
            else
            {
                Parallel.For(column + 1, lower.Length, parallel, Eliminate);
            }
        }
    }

    /// <summary>x of A·x = b.</summary>
    internal double[] Solve(ReadOnlySpan<double> right)
    {
        double[] x = right.ToArray();
        for (int row = 0; row < x.Length; row++)
            x[row] = (x[row] - TensorPrimitives.Dot<double>(_lower[row].AsSpan(0, row), x.AsSpan(0, row))) / _lower[row][row];
        for (int row = x.Length - 1; row >= 0; row--)
        {
            x[row] /= _lower[row][row];
            TensorPrimitives.MultiplyAdd(_lower[row].AsSpan(0, row), -x[row], x.AsSpan(0, row), x.AsSpan(0, row));
        }

        return x;
    }
}
