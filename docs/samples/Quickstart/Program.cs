// Features of images of any size, a classifier on them, the model saved, loaded again and used: what build/quickstart.sh runs.
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet;
using Quickstart;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(Arguments.Help);
    return 0;
}

try
{
    return Run(Arguments.Parse(args));
}
catch (Exception exception) when (exception is ArgumentException or IOException or InvalidDataException or DllNotFoundException)
{
    Console.Error.WriteLine($"quickstart: {exception.Message}");
    return 1;
}

static int Run(Arguments arguments)
{
    var watch = Stopwatch.StartNew();
    if (arguments.Data is not null)
        return Train(arguments, arguments.Data, watch);
    Console.WriteLine("No --data FOLDER: five classes of pictures are drawn.");
    using var drawn = new PictureFolder(arguments.TrainPerClass + arguments.TestPerClass);
    return Train(arguments, drawn.Root, watch);
}

static int Train(Arguments arguments, string data, Stopwatch watch)
{
    ClassFolder images = ClassFolder.Read(data);
    ClassSplit split = ClassSplit.ByCount(images.Labels, arguments.TrainPerClass, arguments.TestPerClass, arguments.Seed, images.Classes);
    Console.WriteLine($"{images.Classes.Count} classes, {split.Train.Count} images to train, {split.Test.Count} to test.");
    using SppNetwork network = OpenNetwork(arguments);
    int size = arguments.Size ?? network.Card.Size ?? 224;

    var mlContext = new MLContext(seed: 1);
    mlContext.Log += Show;
    IDataView train = mlContext.Data.LoadImageFolder(images.Select(split.Train));
    IDataView test = mlContext.Data.LoadImageFolder(images.Select(split.Test));

    // The path column rather than the image column: then files are decoded ahead of the network, upright and checked.
    var pipeline = mlContext.Transforms
        .ExtractSppFeatures("Features", "ImagePath", network, arguments.Tap, size: size, normalization: FeatureNormalization.L2)
        // Trainers read their data many times; without this, each time would run the network over every image again.
        .AppendCacheCheckpoint(mlContext)
        .Append(mlContext.MulticlassClassification.Trainers.LinearSvc())
        .Append(mlContext.Transforms.Conversion.MapKeyToValue("Prediction", "PredictedLabel"));
    using var model = pipeline.Fit(train);
    Console.WriteLine($"Trained after {watch.Elapsed.TotalSeconds:F0} s.");

    // The evaluator reads its data more than once too.
    IDataView predictions = mlContext.Data.Cache(model.Transform(test), "Label", "Score", "PredictedLabel");
    MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(predictions);
    Console.WriteLine($"Accuracy {metrics.MicroAccuracy:P1}, mean of the classes {metrics.MacroAccuracy:P1}.");
    ConfusionTable.Write(metrics.ConfusionMatrix, images.Classes, Console.Out);

    mlContext.Model.Save(model, train.Schema, arguments.Model);
    return Predict(arguments.Model, images, split.Test[0], watch);
}

// How far the features are; ML.NET's log has much else.
static void Show(object? sender, LoggingEventArgs entry)
{
    bool told = entry.Kind is ChannelMessageKind.Info or ChannelMessageKind.Warning;
    if (told && entry.Source.Contains("SppFeature", StringComparison.Ordinal))
        Console.Error.WriteLine($"  {entry.RawMessage}");
}

static SppNetwork OpenNetwork(Arguments arguments)
{
    if (arguments.Network is not null)
        return SppNetwork.Load(arguments.Network, arguments.Architecture);
    if (arguments.Architecture is not null)
        throw new ArgumentException("--architecture says what the file of --network is of.");
    Console.WriteLine("No --network FILE: the package's own network, trained on small photographs of 202 classes.");
    return PretrainedNetworks.Default();
}

// As another program would: a new context that knows nothing but the file.
static int Predict(string path, ClassFolder images, int index, Stopwatch watch)
{
    var mlContext = new MLContext();
    ITransformer loaded = mlContext.Model.Load(path, out _);
    using PredictionEngine<Photograph, Answer> engine = mlContext.Model.CreatePredictionEngine<Photograph, Answer>(loaded);
    LabeledImage image = images.Images[index];
    Answer answer = engine.Predict(new Photograph { ImagePath = image.Path });
    Console.WriteLine(
        $"Saved as {path} ({new FileInfo(path).Length / 1e6:F0} MB), loaded again: {image.Name} is predicted as {answer.Prediction}.");
    Console.WriteLine($"Done after {watch.Elapsed.TotalSeconds:F0} s.");
    return 0;
}
