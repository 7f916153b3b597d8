using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>The linear model at the end of a pipeline: for each class weights and a bias.</summary>
internal sealed class LinearStage
{
    private readonly object _model;
    private readonly (float[] Weights, float Bias)[] _classes;

    private LinearStage(ISingleFeaturePredictionTransformer<object> stage, (float[] Weights, float Bias)[] classes)
    {
        (_model, _classes, Column) = (stage.Model, classes, stage.FeatureColumnName);
        Classes = Names(stage, classes);
    }

    /// <summary>The column that it reads.</summary>
    internal string Column { get; }

    /// <summary>The classes in the model's order.</summary>
    internal IReadOnlyList<string> Classes { get; }

    /// <summary>Finds the last model of a pipeline that scores.</summary>
    /// <returns>It, and where it stands among the stages.</returns>
    /// <exception cref="InvalidOperationException">There is none, or it is not linear.</exception>
    internal static (LinearStage Stage, int Index) Find(IReadOnlyList<ITransformer> stages)
    {
        for (int index = stages.Count - 1; index >= 0; index--)
        {
            if (stages[index] is not ISingleFeaturePredictionTransformer<object> predicting)
                continue;
            (float[] Weights, float Bias)[] classes = LinearScores.Read(predicting.Model) ?? throw new InvalidOperationException(
                $"The model scores by {predicting.Model.GetType().Name.Split('`')[0]}, which is not linear: "
                + "only a linear score is a sum over the cells of a map. LinearSvc, SdcaMaximumEntropy and their kin are linear.");
            return (new LinearStage(predicting, classes), index);
        }

        throw new InvalidOperationException(
            "The model has no stage that scores: an explanation needs a linear model after ExtractSppFeatures.");
    }

    internal double[] Weights(int index) => Array.ConvertAll(_classes[index].Weights, weight => (double)weight);

    internal double Bias(int index) => _classes[index].Bias;

    /// <summary>w·x + b of each class.</summary>
    internal double[] Scores(double[] features) =>
        [.. _classes.Select(one => one.Bias + one.Weights.Zip(features, (weight, value) => weight * value).Sum())];

    /// <summary>The probability of each class; null where the model gives none.</summary>
    internal float[]? Probabilities(double[] features) =>
        LinearScores.Probabilities(_model, Array.ConvertAll(features, value => (float)value));

    private static string[] Names(ISingleFeaturePredictionTransformer<object> stage, (float[] Weights, float Bias)[] classes)
    {
        var input = new DataViewSchema.Builder();
        input.AddColumn(stage.FeatureColumnName, new VectorDataViewType(NumberDataViewType.Single, classes[0].Weights.Length));
        DataViewSchema output = stage.GetOutputSchema(input.ToSchema());
        if (output["Score"].Type is not VectorDataViewType)
            return [output.GetColumnOrNull("PredictedLabel") is null ? "score" : "true"];
        if (!output["Score"].HasSlotNames())
            return [.. Enumerable.Range(0, classes.Length).Select(index => $"{index}")];
        VBuffer<ReadOnlyMemory<char>> names = default;
        output["Score"].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
