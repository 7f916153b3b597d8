using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>What a classifier was trained on and how it did on images that it had not seen.</summary>
/// <param name="Model">Features, calibrated linear SVM, name of the class: an ordinary ML.NET model.</param>
/// <param name="Schema">What it is saved with.</param>
/// <param name="Split">Which images were for training and which for testing.</param>
/// <param name="Cost">The SVM's cost.</param>
/// <param name="Confusion">What the test images were taken for.</param>
/// <param name="Reliability">Whether the probabilities of the test images mean what they say.</param>
/// <param name="Answers">What each test image was taken for.</param>
internal sealed record ImageClassifier(
    TransformerChain<ITransformer> Model, DataViewSchema Schema, ClassSplit Split, double Cost, ConfusionCounts Confusion,
    ReliabilityCurve Reliability,
    IReadOnlyList<TestAnswer> Answers) : IDisposable
{
    public void Dispose() => Model.Dispose();
}

/// <summary>What a test image was taken for.</summary>
/// <param name="Image">Its index in the data.</param>
/// <param name="Predicted">The class that it was taken for.</param>
/// <param name="Probability">How sure the model is of that, 0 to 1.</param>
internal readonly record struct TestAnswer(int Image, int Predicted, float Probability);

/// <summary>Trains a classifier of images on features that are there already, and joins both to one model.</summary>
internal static class ImageClassifierFit
{
    /// <param name="mlContext">The context of the model.</param>
    /// <param name="extraction">What the features were computed with; one column, from the column of paths.</param>
    /// <param name="features">A row per image of <paramref name="data"/>, in its order.</param>
    /// <param name="data">Classes and labels.</param>
    /// <param name="testShare">The share of each class that is kept for testing.</param>
    /// <param name="seed">Seed of the split.</param>
    /// <param name="cost">The SVM's cost; null chooses it by cross-validation on the training part.</param>
    /// <param name="progress">Is told of each SVM trained: trained so far, to be trained in all (about, while the cost is being
    /// chosen).</param>
    /// <param name="cancellation">Ends the training.</param>
    internal static ImageClassifier Run(
        MLContext mlContext, SppFeatureEstimator extraction, FeatureMatrix features, ClassFolder data, double testShare, int seed,
        double? cost,
        IProgress<ProtocolProgress>? progress, CancellationToken cancellation)
    {
        ClassSplit split = ClassSplit.ByShare(data.Labels, testShare, seed);
        int[] train = [.. split.Train], test = [.. split.Test];
        var calibration = new LinearSvcCalibration();
        int search = cost is null ? CostSelection.Trainings : 0;
        // Folds that a small set cannot have are trained less.
        CountingProgress<ProtocolProgress> counter = ProtocolProgress.Counting(progress,
            data.Classes.Count * (search + calibration.Folds + 1));
        double chosen = cost ?? ChooseCost(features.Select(train), [.. train.Select(row => data.Labels[row])], data, seed, counter,
            cancellation);

        IDataView rows = Rows(features, data, train);
        var svm = new LinearSvcCalibratedMulticlassTrainer(
            TrainerEnvironment.Register(mlContext.MulticlassClassification.Trainers, nameof(ImageClassifierFit)),
            new LinearSvcOptions { Cost = chosen, CancellationToken = cancellation, Progress = counter }, calibration,
            new LinearSvcColumns("Label", "Features", null)).Fit(rows);
        IDataView images = ImageDataViews.Create(data);
        ITransformer names = mlContext.Transforms.Conversion.MapKeyToValue("Prediction", "PredictedLabel").Fit(svm.Transform(rows));
        var model = new TransformerChain<ITransformer>(extraction.Fit(images), svm, names);

        IDataView predicted = svm.Transform(Rows(features, data, test));
        int[] classes = [.. predicted.GetColumn<uint>("PredictedLabel").Select(key => (int)key - 1)];
        float[] confidences = [.. predicted.GetColumn<VBuffer<float>>("Score").Select(score => score.DenseValues().Max())];
        int[] labels = [.. test.Select(row => data.Labels[row])];
        return new ImageClassifier(
            model, images.Schema, split, chosen, ConfusionCounts.From(labels, classes, data.Classes),
            ReliabilityCurve.From(confidences, [.. labels.Select((label, row) => label == classes[row])]),
            [.. test.Select((image, row) => new TestAnswer(image, classes[row], confidences[row]))]);
    }

    private static double ChooseCost(FeatureMatrix rows, int[] labels, ClassFolder data, int seed,
        CountingProgress<ProtocolProgress> counter, CancellationToken cancellation) =>
        CostSelection.Choose(labels.Length, labels, seed, (part, rest, costs) => Caltech101Protocol.Validate(
            rows, labels, data, part, rest, costs, new Caltech101Options { CancellationToken = cancellation }, counter));

    private static ListDataView<int> Rows(FeatureMatrix features, ClassFolder data, int[] images) => new(images, [
        new ListColumn<int, VBuffer<float>>("Features", new VectorDataViewType(NumberDataViewType.Single, features.Columns),
            (int _, int image, ref VBuffer<float> row) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref row, features.Columns);
            features[image].CopyTo(editor.Values);
            row = editor.Commit();
        }),
        new ListColumn<int, uint>("Label", ImageDataViews.KeyOf(data.Classes),
            (int _, int image, ref uint key) => key = ImageDataViews.Key(data.Labels[image]), ImageDataViews.KeyValues(data.Classes)),
    ]);
}
