using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>Builds ML.NET's own linear models, so that what a trainer of ours learned is saved and loaded without this assembly.</summary>
/// <remarks>The constructors are internal to Microsoft.ML.StandardTrainers and Microsoft.ML.Data, the types and all their uses are public.</remarks>
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

    /// <summary>Probabilities 1 / (1 + exp(slope · score + offset)) of each class, divided by their sum.</summary>
    internal static MulticlassPredictionTransformer<OneVersusAllModelParameters> CalibratedMulticlass(
        IHost host, float[][] weights, float[] biases, (double Slope, double Offset)[] sigmoids, DataViewSchema schema, string featureColumn, string labelColumn)
    {
        IPredictorProducing<float>[] classes =
            [.. Enumerable.Range(0, weights.Length).Select(k => Calibrated(host, weights[k], biases[k], sigmoids[k]))];
        return new(host, OneVersusAllModelParameters.Create(host, classes), schema, featureColumn, labelColumn);
    }

    internal static BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> CalibratedBinary(
        IHost host, float[] weights, float bias, (double Slope, double Offset) sigmoid, DataViewSchema schema, string featureColumn, string labelColumn) =>
        new(host, Calibrated(host, weights, bias, sigmoid), schema, featureColumn, labelColumn);

    private static LinearBinaryModelParameters Linear(IHost host, float[] weights, float bias) =>
        new(host, new VBuffer<float>(weights.Length, weights), bias);

    private static ParameterMixingCalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator> Calibrated(
        IHost host, float[] weights, float bias, (double Slope, double Offset) sigmoid) =>
        new(host, Linear(host, weights, bias), new PlattCalibrator(host, sigmoid.Slope, sigmoid.Offset));

    /// <summary>The softmax of a column of logits: a maximum-entropy model whose weights are the unit matrix.</summary>
    internal static MulticlassPredictionTransformer<MaximumEntropyModelParameters> Softmax(
        IHost host, int classes, DataViewSchema schema, string logitsColumn, string labelColumn)
    {
        VBuffer<float>[] rows = [.. Enumerable.Range(0, classes).Select(index => new VBuffer<float>(classes, 1, [1f], [index]))];
        return new(host, new MaximumEntropyModelParameters(host, rows, new float[classes], classes, classes, null), schema, logitsColumn, labelColumn);
    }
}
