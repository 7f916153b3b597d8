namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// Keeps the products w·xᵢ of all examples instead of w: a product costs nothing and a step one pass over a row of the Gram matrix, which
/// is shorter than the features where there are fewer examples than features, and is shared by all classes.
/// </summary>
internal readonly struct GramMargins(GramMatrix gram, double factor, double biasFeature) : IMargins
{
    private readonly double _squaredFactor = factor * factor;
    private readonly double[] _products = new double[gram.PaddedRows];

    public double Product(int row) => _products[row];

    public double SquaredNorm(int row) => _squaredFactor * gram[row][row] + biasFeature * biasFeature;

    // The constant feature adds B² to every product of two examples; it is kept out of the matrix, whose float32 it would coarsen.
    public void Step(int row, double step) =>
        MixedPrecision.AddScaled(_products, gram[row], step * _squaredFactor, step * biasFeature * biasFeature);
}
