using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Centres the four targets of box regression and makes them uncorrelated and of one variance.</summary>
internal sealed class TargetWhitening
{
    /// <summary>Added to each variance: targets that hardly vary are not blown up.</summary>
    private const double Floor = 0.001;

    private const int Count = BoxShift.Count;

    private readonly double[] _means = new double[Count];
    private readonly double[,] _whiten, _restore;

    /// <param name="targets">At least one.</param>
    internal TargetWhitening(IReadOnlyList<BoxShift> targets)
    {
        double[][] rows = [.. targets.Select(target => target.ToArray())];
        for (int column = 0; column < Count; column++)
            _means[column] = rows.Average(row => row[column]);
        double[,] covariance = new double[Count, Count];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
                covariance[i, j] = rows.Average(row => (row[i] - _means[i]) * (row[j] - _means[j]));
        }

        (double[] variances, double[,] directions) = SymmetricEigen.Solve(covariance);
        // V (D + 0.001)^∓½ Vᵀ
        _whiten = Power(variances, directions, -0.5);
        _restore = Power(variances, directions, 0.5);
    }

    /// <summary>A target, centred and whitened.</summary>
    internal double[] Whiten(BoxShift target)
    {
        double[] values = target.ToArray();
        for (int i = 0; i < Count; i++)
            values[i] -= _means[i];
        return Times(values, _whiten);
    }

    /// <summary>The linear maps of the targets for those of the whitened ones: whatever gives whitened targets then gives the
    /// targets.</summary>
    internal (float[][] Weights, float[] Biases) Restore(float[][] weights, double[] biases)
    {
        var restored = new float[Count][];
        for (int j = 0; j < Count; j++)
        {
            restored[j] = new float[weights[0].Length];
            for (int column = 0; column < restored[j].Length; column++)
            {
                double sum = 0;
                for (int i = 0; i < Count; i++)
                    sum += weights[i][column] * _restore[i, j];
                restored[j][column] = (float)sum;
            }
        }

        double[] shifts = Times(biases, _restore);
        return (restored, [.. shifts.Select((shift, j) => (float)(shift + _means[j]))]);
    }

    private static double[] Times(double[] row, double[,] matrix)
    {
        double[] product = new double[Count];
        for (int j = 0; j < Count; j++)
        {
            for (int i = 0; i < Count; i++)
                product[j] += row[i] * matrix[i, j];
        }

        return product;
    }

    private static double[,] Power(double[] variances, double[,] directions, double exponent)
    {
        double[,] power = new double[Count, Count];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
            {
                for (int k = 0; k < Count; k++)
                    power[i, j] += directions[i, k] * Math.Pow(Math.Max(variances[k], 0) + Floor, exponent) * directions[j, k];
            }
        }

        return power;
    }
}
