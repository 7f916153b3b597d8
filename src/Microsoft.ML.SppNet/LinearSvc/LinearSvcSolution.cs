using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>What the solver found: for each class a weight vector and a bias, and how the search went.</summary>
public sealed class LinearSvcSolution
{
    private readonly float[][] _weights;
    private readonly float[] _biases;

    internal LinearSvcSolution(float[][] weights, float[] biases, LinearSvcClassReport[] reports, LinearSvcDuals? duals)
    {
        Duals = duals;
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

    /// <summary>The dual variables, from which another search may start; null unless <see cref="LinearSvcOptions.KeepDuals"/> asked for them.</summary>
    public LinearSvcDuals? Duals { get; }

    /// <summary>The weight vector of a class, float32[features].</summary>
    public ReadOnlySpan<float> Weights(int classIndex) => _weights[classIndex];

    /// <summary>The bias of a class: the weight of the constant feature times its value.</summary>
    public float Bias(int classIndex) => _biases[classIndex];

    /// <summary>The score w·x + b of one example for every class.</summary>
    /// <param name="features">float32[features].</param>
    /// <param name="scores">Receives float32[classes]; a score beyond float32 is its largest or lowest value.</param>
    /// <exception cref="ArgumentException">A feature is NaN or infinite: the message names its column.</exception>
    public void Scores(ReadOnlySpan<float> features, Span<float> scores)
    {
        for (int k = 0; k < _weights.Length; k++)
        {
            float score = TensorPrimitives.Dot(_weights[k], features) + _biases[k];
            scores[k] = float.IsFinite(score) ? score : Exact(k, features);
        }
    }

    /// <summary>The class of the highest score of one example; of equal scores the first.</summary>
    public int Predict(ReadOnlySpan<float> features)
    {
        float[] scores = new float[Classes];
        Scores(features, scores);
        return TensorPrimitives.IndexOfMax<float>(scores);
    }

    /// <summary>The score where float32 does not hold its terms or the sum of them.</summary>
    private float Exact(int k, ReadOnlySpan<float> features)
    {
        int column = FiniteValues.IndexOfBad(features);
        if (column >= 0)
            throw new ArgumentException(
                FormattableString.Invariant($"Column {column} of the features is {features[column]}: a linear SVM needs finite values."), nameof(features));
        double sum = _biases[k];
        for (int i = 0; i < features.Length; i++)
            sum += (double)_weights[k][i] * features[i];
        return (float)Math.Clamp(sum, float.MinValue, float.MaxValue);
    }

    /// <summary>
    /// Weights and biases times a factor, which is lowered where float32 does not hold the weights. A class without rows keeps the lowest bias.
    /// </summary>
    internal (float[][] Weights, float[] Biases) Times(double factor)
    {
        double largest = Math.Max(
            _weights.Max(weights => weights.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<float>(weights))),
            _biases.Where((_, k) => Reports[k].Positives > 0).Max(Math.Abs));
        double held = Math.Min(factor, float.MaxValue / largest);
        return (
            Array.ConvertAll(_weights, weights => Array.ConvertAll(weights, weight => (float)(held * weight))),
            Array.ConvertAll(_biases, bias => (float)Math.Clamp(held * bias, float.MinValue, float.MaxValue)));
    }

    internal float[][] WeightArrays => _weights;

    internal float[] BiasArray => _biases;
}
