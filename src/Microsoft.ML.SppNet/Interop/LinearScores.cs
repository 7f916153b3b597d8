using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>
/// The weights of ML.NET's linear models, also of those inside calibrated ones and one-versus-all, which ML.NET keeps internal.
/// </summary>
internal static class LinearScores
{
    /// <summary>Probabilities in single precision add up to 1 within this.</summary>
    private const double SumTolerance = 1e-4;

    /// <summary>
    /// Weights and bias of each class; of one where the model scores true or a number. Null for a model that is not linear.
    /// </summary>
    internal static (float[] Weights, float Bias)[]? Read(object model) => model switch
    {
        LinearModelParameters linear => [([.. linear.Weights], linear.Bias)],
        LinearMulticlassModelParametersBase multiclass => Read(multiclass),
        IWeaklyTypedCalibratedModelParameters calibrated => Read(calibrated.WeaklyTypedSubModel),
        OneVersusAllModelParameters classes => Read(classes),
        _ => null,
    };

    /// <summary>
    /// The probabilities that the model itself gives for a vector, one per class or one; null where it gives scores alone.
    /// </summary>
    internal static float[]? Probabilities(object model, float[] features)
    {
        var row = new VBuffer<float>(features.Length, features);
        if (model is IValueMapperDist calibrated)
        {
            (float score, float probability) = (0, 0);
            calibrated.GetMapper<VBuffer<float>, float, float>()(in row, ref score, ref probability);
            return [probability];
        }

        if (model is not (MaximumEntropyModelParameters or OneVersusAllModelParameters))
            return null;
        VBuffer<float> outputs = default;
        ((IValueMapper)model).GetMapper<VBuffer<float>, VBuffer<float>>()(in row, ref outputs);
        float[] values = [.. outputs.DenseValues()];
        // One versus all does not say which of the two it gives.
        return values.All(value => value >= 0) && Math.Abs(values.Sum() - 1) < SumTolerance ? values : null;
    }

    private static (float[] Weights, float Bias)[] Read(LinearMulticlassModelParametersBase model)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out int classes);
        return [.. weights.Take(classes).Zip(model.GetBiases(), (row, bias) => (row.DenseValues().ToArray(), bias))];
    }

    private static (float[] Weights, float Bias)[]? Read(OneVersusAllModelParameters model)
    {
        (float[] Weights, float Bias)[]?[] classes = [.. model.SubModelParameters.Select(Read)];
        return classes.All(one => one is [_]) ? [.. classes.Select(one => one![0])] : null;
    }
}
