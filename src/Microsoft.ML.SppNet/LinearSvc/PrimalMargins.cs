namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>Keeps w itself, in double precision: every product and every step costs one pass over a row's features.</summary>
/// <remarks>Examples are factor · x. What is kept is factor · w, the weights for x itself, so that a product needs no factor.</remarks>
internal struct PrimalMargins(FeatureMatrix features, double[] squaredNorms, double factor, double biasFeature) : IMargins
{
    private readonly double _squaredFactor = factor * factor;
    private readonly double[] _weights = new double[features.Columns];
    private double _biasWeight;

    internal readonly ReadOnlySpan<double> Weights => _weights;

    internal readonly double BiasWeight => _biasWeight;

    public readonly double Product(int row) => MixedPrecision.Dot(_weights, features[row]) + _biasWeight * biasFeature;

    public readonly double SquaredNorm(int row) => _squaredFactor * squaredNorms[row] + biasFeature * biasFeature;

    public void Step(int row, double step)
    {
        MixedPrecision.AddScaled(_weights, features[row], step * _squaredFactor);
        _biasWeight += step * biasFeature;
    }
}
