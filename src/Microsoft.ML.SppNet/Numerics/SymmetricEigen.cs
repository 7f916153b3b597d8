namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations.</summary>
internal static class SymmetricEigen
{
    private const int Sweeps = 50;

    /// <returns>Eigenvalues, largest first, and in the same order the unit eigenvectors as columns, each with its largest element
    /// positive.</returns>
    internal static (double[] Values, double[,] Vectors) Solve(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[,] a = (double[,])matrix.Clone(), v = new double[n, n];
        for (int index = 0; index < n; index++)
            v[index, index] = 1;
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                    Rotate(a, v, p, q);
            }
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(index => a[index, index])];
        double[,] vectors = new double[n, n];
        for (int column = 0; column < n; column++)
        {
            int from = order[column], largest = Enumerable.Range(0, n).MaxBy(row => Math.Abs(v[row, from]));
            for (int row = 0; row < n; row++)
                vectors[row, column] = v[row, from] * Math.Sign(v[largest, from]);
        }

        return ([.. order.Select(index => a[index, index])], vectors);
    }

    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (Math.Abs(a[p, q]) <= double.Epsilon)
            return;
        int n = a.GetLength(0);
        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < n; k++)
            (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        for (int k = 0; k < n; k++)
            (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
        for (int k = 0; k < n; k++)
            (v[k, p], v[k, q]) = (c * v[k, p] - s * v[k, q], s * v[k, p] + c * v[k, q]);
    }
}
