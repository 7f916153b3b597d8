// Any trainer of ML.NET can be the last stage: the features are computed once, and four classifiers are trained on them.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Quickstart;

const int TrainPerClass = 30, TestPerClass = 10;
using var pictures = new PictureFolder(TrainPerClass + TestPerClass);
ClassFolder images = ClassFolder.Read(pictures.Root);
ClassSplit split = ClassSplit.ByCount(images.Labels, TrainPerClass, TestPerClass, seed: 1, images.Classes);

// Untrained: its random filters tell drawn shapes apart, not photographs.
using SppNetwork network = SppNetwork.Create("squeezenet1.1");
var mlContext = new MLContext(seed: 1);
using SppFeatureTransformer features = mlContext.Transforms
    .ExtractSppFeatures("Features", "ImagePath", network, tap: "fire3", levels: [2, 1], size: 64,
        normalization: FeatureNormalization.L2)
    .Fit(mlContext.Data.LoadImageFolder(images));
// Trainers read their data many times; without the cache, each time would run the network over every image again.
IDataView Cached(IReadOnlyList<int> part) =>
    mlContext.Data.Cache(features.Transform(mlContext.Data.LoadImageFolder(images.Select(part))), "Features", "Label");
IDataView train = Cached(split.Train), test = Cached(split.Test);

MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = mlContext.MulticlassClassification.Trainers;
(string Name, IEstimator<ITransformer> Trainer)[] all =
[
    ("LinearSvc", trainers.LinearSvc(cost: 10)),
    ("SdcaMaximumEntropy", trainers.SdcaMaximumEntropy()),
    ("LightGbm", trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        { NumberOfIterations = 30, MinimumExampleCountPerLeaf = 3, NumberOfThreads = 1 })),
    ("FastTree, one versus all", trainers.OneVersusAll(mlContext.BinaryClassification.Trainers.FastTree(
        new FastTreeBinaryTrainer.Options { NumberOfTrees = 50, NumberOfLeaves = 6, MinimumExampleCountPerLeaf = 2 }))),
];
foreach ((string name, IEstimator<ITransformer> trainer) in all)
{
    MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(trainer.Fit(train).Transform(test));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-25} {100 * metrics.MacroAccuracy:F1} %"));
}
