namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// The vector w = Σ αⱼ yⱼ xⱼ of one binary problem as coordinate descent needs it: products with the examples, and steps along them.
/// Examples carry the constant feature of the bias. Implemented by structs so that the inner loop is compiled for each.
/// </summary>
internal interface IMargins
{
    /// <summary>w·xᵢ.</summary>
    double Product(int row);

    /// <summary>xᵢ·xᵢ.</summary>
    double SquaredNorm(int row);

    /// <summary>w += step · xᵢ.</summary>
    void Step(int row, double step);
}
