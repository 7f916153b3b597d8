using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The Caltech-101 protocol with ML.NET's softmax in the place of the SVM.</summary>
internal static class Softmax
{
    /// <summary>How much weaker than the SVM's the regulariser is at the same cost: the logistic loss is flatter at the margin, and unit vectors need larger weights.</summary>
    private const double Weaker = 100;

    internal static Caltech101Result Run(FeatureMatrix features, ClassFolder data, Caltech101Options options) =>
        Caltech101Protocol.Run(data, options, (train, test, seed) => Split(features, data, options, train, test, seed));

    private static Caltech101Split Split(FeatureMatrix features, ClassFolder data, Caltech101Options options, int[] train, int[] test, int seed)
    {
        double cost = options.Cost ?? 1;
        var mlContext = new MLContext(seed);
        SchemaDefinition schema = Schema(features.Columns, data.Classes.Count);
        SdcaMaximumEntropyMulticlassTrainer trainer = mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = (float)(1 / (Weaker * cost * train.Length)),
            MaximumNumberOfIterations = 30,
            // With more than one thread results differ from run to run.
            NumberOfThreads = 1,
        });
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> model = trainer.Fit(mlContext.Data.LoadFromEnumerable(Rows(features, data, train, options.CancellationToken), schema));
        IDataView predicted = model.Transform(mlContext.Data.LoadFromEnumerable(Rows(features, data, test, options.CancellationToken), schema));
        int[] classes = [.. predicted.GetColumn<uint>("PredictedLabel").Select(key => (int)key - 1)];
        return new Caltech101Split(ConfusionMatrix.From([.. test.Select(image => data.Labels[image])], classes, data.Classes), cost);
    }

    /// <summary>Read anew on every pass, where a cancelled run ends.</summary>
    private static IEnumerable<Row> Rows(FeatureMatrix features, ClassFolder data, int[] images, CancellationToken cancellation) => images.Select(image =>
    {
        cancellation.ThrowIfCancellationRequested();
        return new Row { Features = features[image].ToArray(), Label = (uint)data.Labels[image] + 1 };
    });

    private static SchemaDefinition Schema(int dimensions, int classes)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimensions);
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return schema;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public uint Label { get; set; }
    }
}
