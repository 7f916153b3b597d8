using System.Numerics.Tensors;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>What the solver found: for each class a weight vector and a bias, and how the search went.</summary>
public sealed class LinearSvcSolution
{
    private readonly float[][] _weights;
    private readonly float[] _biases;

    internal LinearSvcSolution(float[][] weights, float[] biases, LinearSvcClassReport[] reports)
    {
        _weights = weights;
        _biases = biases;
        Reports = reports;
    }

    /// <summary>The number of classes (binary problems) solved.</summary>
    public int Classes => _weights.Length;

    /// <summary>Objective, iterations and convergence of each class.</summary>
    public IReadOnlyList<LinearSvcClassReport> Reports { get; }

    /// <summary>The sum over classes of the primal objective ½‖(w, w_B)‖² + Σ Cᵢ loss(yᵢ (w·xᵢ + b)).</summary>
    public double Objective => Reports.Sum(report => report.Objective);

    /// <summary>The weight vector of a class, float32[features].</summary>
    public ReadOnlySpan<float> Weights(int classIndex) => _weights[classIndex];

    /// <summary>The bias of a class: the weight of the constant feature times its value.</summary>
    public float Bias(int classIndex) => _biases[classIndex];

    /// <summary>The score w·x + b of one example for every class.</summary>
    /// <param name="features">float32[features].</param>
    /// <param name="scores">Receives float32[classes].</param>
    public void Scores(ReadOnlySpan<float> features, Span<float> scores)
    {
        for (int k = 0; k < _weights.Length; k++)
            scores[k] = TensorPrimitives.Dot(_weights[k], features) + _biases[k];
    }

    /// <summary>The class of the highest score of one example; of equal scores the first.</summary>
    public int Predict(ReadOnlySpan<float> features)
    {
        float[] scores = new float[Classes];
        Scores(features, scores);
        return TensorPrimitives.IndexOfMax<float>(scores);
    }

    internal float[][] WeightArrays => _weights;

    internal float[] BiasArray => _biases;
}
