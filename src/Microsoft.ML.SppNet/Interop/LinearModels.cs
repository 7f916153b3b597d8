using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>Builds ML.NET's own linear models, so that what a trainer of ours learned is saved and loaded without this assembly.</summary>
/// <remarks>The constructors are internal to Microsoft.ML.StandardTrainers and Microsoft.ML.Data, the types and all their uses are
/// public.</remarks>
internal static class LinearModels
{
    /// <summary>Neither normalisation nor caching: the trainer reads its data once and keeps it itself.</summary>
    internal static TrainerInfo OnePass() => new(normalization: false, caching: false);

    internal static MulticlassPredictionTransformer<LinearMulticlassModelParameters> Multiclass(
        IHost host, float[][] weights, float[] biases, DataViewSchema schema, string featureColumn, string labelColumn)
    {
        VBuffer<float>[] rows = Array.ConvertAll(weights, w => new VBuffer<float>(w.Length, w));
        var model = new LinearMulticlassModelParameters(host, rows, biases, weights.Length, weights[0].Length, null);
        return new(host, model, schema, featureColumn, labelColumn);
    }

    internal static BinaryPredictionTransformer<LinearBinaryModelParameters> Binary(
        IHost host, float[] weights, float bias, DataViewSchema schema, string featureColumn, string labelColumn) =>
        new(host, Linear(host, weights, bias), schema, featureColumn, labelColumn);

    /// <summary>The model whose scores are the softmax of w·x + b over the classes.</summary>
    internal static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Softmax(
        IHost host, float[][] weights, float[] biases, DataViewSchema schema, string featureColumn, string labelColumn)
    {
        VBuffer<float>[] rows = Array.ConvertAll(weights, w => new VBuffer<float>(w.Length, w));
        return Softmax(host, rows, biases, schema, featureColumn, labelColumn);
    }

    /// <summary>The softmax of a column of logits: a maximum-entropy model whose weights are the unit matrix.</summary>
    internal static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Softmax(
        IHost host, int classes, DataViewSchema schema, string logitsColumn, string labelColumn)
    {
        VBuffer<float>[] rows = [.. Enumerable.Range(0, classes).Select(index => new VBuffer<float>(classes, 1, [1f], [index]))];
        return Softmax(host, rows, new float[classes], schema, logitsColumn, labelColumn);
    }

    internal static BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters,
        PlattCalibrator>> CalibratedBinary(
        IHost host, float[] weights, float bias, (double Slope, double Offset) sigmoid,
        DataViewSchema schema, string featureColumn, string labelColumn)
    {
        var calibrator = new PlattCalibrator(host, sigmoid.Slope, sigmoid.Offset);
        var model = new ParameterMixingCalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            host, Linear(host, weights, bias), calibrator);
        return new(host, model, schema, featureColumn, labelColumn);
    }

    private static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Softmax(
        IHost host, VBuffer<float>[] rows, float[] biases, DataViewSchema schema, string featureColumn, string labelColumn) =>
        new(host, new MaximumEntropyModelParameters(host, rows, biases, rows.Length, rows[0].Length, null), schema, featureColumn,
            labelColumn);

    private static LinearBinaryModelParameters Linear(IHost host, float[] weights, float bias) =>
        new(host, new VBuffer<float>(weights.Length, weights), bias);
}
