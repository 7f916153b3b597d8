using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What the column that a linear model reads is made of, from the model's side back to the pooled maps.</summary>
internal abstract record FeatureSource
{
    /// <summary>The column's numbers for an image.</summary>
    internal abstract double[] Values(ImageTrace image);

    /// <summary>Brings weights of the column's numbers to the cells that these came from.</summary>
    /// <param name="weights">A weight for each number.</param>
    /// <param name="image">The image.</param>
    /// <param name="shares">Receives what the cells add.</param>
    /// <returns>What depends on no cell: it belongs to the bias.</returns>
    internal abstract double Spread(double[] weights, ImageTrace image, IShareTarget shares);
}

/// <summary>A column of pooled features.</summary>
internal sealed record PooledSource(SppFeatureTransformer Stage, int Column) : FeatureSource
{
    internal override double[] Values(ImageTrace image) => Array.ConvertAll(image.Vector(Stage, Column), value => (double)value);

    internal override double Spread(double[] weights, ImageTrace image, IShareTarget shares)
    {
        image.Cells(Stage, Column).Spread(weights, shares);
        return 0;
    }
}

/// <summary>Several columns, one after the other.</summary>
internal sealed record JoinedSource(IReadOnlyList<FeatureSource> Parts) : FeatureSource
{
    internal override double[] Values(ImageTrace image) => [.. Parts.SelectMany(part => part.Values(image))];

    internal override double Spread(double[] weights, ImageTrace image, IShareTarget shares)
    {
        double rest = 0;
        int next = 0;
        foreach (FeatureSource part in Parts)
        {
            int length = part.Values(image).Length;
            rest += part.Spread(weights[next..(next + length)], image, shares);
            next += length;
        }

        return rest;
    }
}

/// <summary>(x − offset) · scale, number by number.</summary>
internal sealed record ScaledSource(FeatureSource Input, ScaledColumn Step) : FeatureSource
{
    internal override double[] Values(ImageTrace image) =>
        [.. Input.Values(image).Select((value, index) => (value - Offset(index)) * Step.Scale[index])];

    internal override double Spread(double[] weights, ImageTrace image, IShareTarget shares)
    {
        double[] scaled = [.. weights.Select((weight, index) => weight * Step.Scale[index])];
        double rest = -scaled.Select((weight, index) => weight * Offset(index)).Sum();
        return rest + Input.Spread(scaled, image, shares);
    }

    private double Offset(int index) => Step.Offset.Count == 0 ? 0 : Step.Offset[index];
}

/// <summary>
/// (x − mean) · factor / norm with the mean and the norm of the row: given the row, every number is a sum over x, and so is its score.
/// </summary>
internal sealed record NormalizedSource(FeatureSource Input, NormalizedRow Step) : FeatureSource
{
    /// <summary>ML.NET leaves rows as they are whose factor would be smaller.</summary>
    private const double SmallestFactor = 1e-8;

    internal override double[] Values(ImageTrace image)
    {
        double[] input = Input.Values(image);
        (double mean, double factor) = Of(input);
        return [.. input.Select(value => (value - mean) * factor)];
    }

    internal override double Spread(double[] weights, ImageTrace image, IShareTarget shares)
    {
        (_, double factor) = Of(Input.Values(image));
        // Σ wᵢ (xᵢ − mean) = Σ (wᵢ − mean of w) xᵢ.
        double shift = Step.SubtractsMean ? weights.Average() : 0;
        return Input.Spread([.. weights.Select(weight => (weight - shift) * factor)], image, shares);
    }

    private (double Mean, double Factor) Of(double[] row)
    {
        double mean = Step.SubtractsMean ? row.Average() : 0, norm = Norm(row, mean), factor = norm > 0 ? Step.Factor / norm : Step.Factor;
        return (mean, factor < SmallestFactor ? 1 : factor);
    }

    private double Norm(double[] row, double mean)
    {
        double[] centred = [.. row.Select(value => value - mean)];
        return Step.Norm switch
        {
            LpNormNormalizingEstimatorBase.NormFunction.L2 => TensorPrimitives.Norm<double>(centred),
            LpNormNormalizingEstimatorBase.NormFunction.L1 => TensorPrimitives.SumOfMagnitudes<double>(centred),
            LpNormNormalizingEstimatorBase.NormFunction.Infinity => centred.Max(Math.Abs),
            _ => Deviation(row),
        };
    }

    private static double Deviation(double[] row)
    {
        double mean = row.Average();
        return Math.Sqrt(row.Average(value => (value - mean) * (value - mean)));
    }
}
