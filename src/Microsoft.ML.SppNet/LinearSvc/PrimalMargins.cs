namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>Keeps w itself, in double precision: every product and every step costs one pass over a row's features.</summary>
internal struct PrimalMargins(FeatureMatrix features, double[] squaredNorms, double biasFeature) : IMargins
{
    private readonly double[] _weights = new double[features.Columns];
    private double _biasWeight;

    internal readonly ReadOnlySpan<double> Weights => _weights;

    internal readonly double BiasWeight => _biasWeight;

    public readonly double Product(int row) => MixedPrecision.Dot(_weights, features[row]) + _biasWeight * biasFeature;

    public readonly double SquaredNorm(int row) => squaredNorms[row];

    public void Step(int row, double step)
    {
        MixedPrecision.AddScaled(_weights, features[row], step);
        _biasWeight += step * biasFeature;
    }

    internal static double[] SquaredNorms(FeatureMatrix features, double biasFeature, ParallelOptions parallel)
    {
        double[] norms = new double[features.Rows];
        Parallel.For(0, norms.Length, parallel,
            row => norms[row] = MixedPrecision.SquaredNorm(features[row]) + biasFeature * biasFeature);
        return norms;
    }
}
