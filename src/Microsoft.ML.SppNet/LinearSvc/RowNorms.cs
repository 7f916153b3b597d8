namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>xᵢ·xᵢ of every row, in double precision.</summary>
internal static class RowNorms
{
    internal static double[] Squared(FeatureMatrix features, ParallelOptions parallel)
    {
        double[] norms = new double[features.Rows];
        Parallel.For(0, norms.Length, parallel, row => norms[row] = MixedPrecision.SquaredNorm(features[row]));
        return norms;
    }
}
