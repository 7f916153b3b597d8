using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.Protocols;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The Caltech-101 protocol with ML.NET's softmax in the place of the SVM.</summary>
internal static class Softmax
{
    /// <summary>
    /// How much weaker than the SVM's the regulariser is at the same cost: the logistic loss is flatter at the margin, and unit vectors
    /// need larger weights.
    /// </summary>
    private const double Weaker = 100;

    internal static Caltech101Result Run(FeatureMatrix features, ClassFolder data, Caltech101Options options) =>
        Caltech101Protocol.Run(data, options, (train, test, seed) => Split(features, data, options, train, test, seed));

    private static Caltech101Split Split(FeatureMatrix features, ClassFolder data, Caltech101Options options, int[] train, int[] test,
        int seed)
    {
        double cost = options.Cost ?? 1;
        var mlContext = new MLContext(seed);
        var trainer = mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = (float)(1 / (Weaker * cost * train.Length)),
            MaximumNumberOfIterations = 30,
            // With more than one thread results differ from run to run.
            NumberOfThreads = 1,
        });
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> model =
            trainer.Fit(Rows(features, data, train, options.CancellationToken));
        IDataView predicted = model.Transform(Rows(features, data, test, options.CancellationToken));
        int[] classes = [.. predicted.GetColumn<uint>("PredictedLabel").Select(key => (int)key - 1)];
        return new Caltech101Split(ConfusionCounts.From([.. test.Select(image => data.Labels[image])], classes, data.Classes), cost);
    }

    /// <summary>The features where they are, with no second copy of them; a cancelled run ends at the next row.</summary>
    private static ListDataView<int> Rows(FeatureMatrix features, ClassFolder data, int[] images, CancellationToken cancellation) =>
        new(images, [
        new ListColumn<int, VBuffer<float>>("Features", new VectorDataViewType(NumberDataViewType.Single, features.Columns),
            (int _, int image, ref VBuffer<float> row) =>
        {
            cancellation.ThrowIfCancellationRequested();
            VBufferEditor<float> editor = VBufferEditor.Create(ref row, features.Columns);
            features[image].CopyTo(editor.Values);
            row = editor.Commit();
        }),
        new ListColumn<int, uint>("Label", new KeyDataViewType(typeof(uint), data.Classes.Count),
            (int _, int image, ref uint key) => key = (uint)data.Labels[image] + 1),
    ]);
}
