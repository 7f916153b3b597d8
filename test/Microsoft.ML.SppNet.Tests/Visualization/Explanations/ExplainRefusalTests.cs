using Microsoft.ML.Data;
using Microsoft.ML.SppNet.LinearSvc;
using Microsoft.ML.SppNet.Visualization;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What cannot be explained is refused in a sentence, and what reads the image otherwise is followed or refused.</summary>
[TestClass]
public sealed class ExplainRefusalTests : IDisposable
{
    private readonly DrawnModel _drawn = new();

    private TransformsCatalog Transforms => _drawn.Context.Transforms;

    [TestMethod]
    public void WithoutFeatures() => AssertRefused(
        "The model has no SPP features: an explanation needs ExtractSppFeatures in its pipeline.",
        _drawn.Key().Append(Transforms.Concatenate("Features", "Number")).Append(Svc()));

    [TestMethod]
    public void WithoutAModel() => AssertRefused(
        "The model has no stage that scores: an explanation needs a linear model after ExtractSppFeatures.", _drawn.Features());

    [TestMethod]
    public void WithAModelThatIsNotLinear() => AssertRefused(
        "The model scores by LdSvmModelParameters, which is not linear: only a linear score is a sum over the cells of a map. "
        + "LinearSvc, SdcaMaximumEntropy and their kin are linear.",
        Pipeline(null, _drawn.Context.BinaryClassification.Trainers.LdSvm("Truth")));

    [TestMethod]
    public void WithNumbersOfTheData() => AssertRefused(
        "The column 'Number' comes with the data, not from ExtractSppFeatures: its numbers belong to no place in the image.",
        Pipeline(Transforms.Concatenate("Features", "Features", "Number"), Svc()));

    [TestMethod]
    public void WithAStageThatIsNoSum() => AssertRefused(
        "The column 'Features' is made by a NormalizingTransformer, through which a score is no sum over the cells of a map.",
        Pipeline(Transforms.NormalizeBinning("Features"), Svc()));

    [TestMethod]
    public void WithAStageThatNobodyKnows() => AssertRefused(
        "The column 'Features' goes through a CustomMappingTransformer, which may change it: a score cannot be followed through that.",
        Pipeline(Transforms.CustomMapping<Vector, Vector>((from, to) => to.Features = from.Features, null), Svc()));

    [TestMethod]
    public void WithAVectorOfTheHead()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 5);
        AssertRefused(
            "The column 'Features' holds 'logits', a vector of the network's head: only what is pooled from a feature map belongs to "
            + "places in the image.",
            _drawn.Key().Append(Transforms.ExtractSppFeatures("Features", "Image", network, "logits", size: 64))
                .AppendCacheCheckpoint(_drawn.Context).Append(Svc()));
    }

    [TestMethod]
    public void WithTwoImages()
    {
        using var pictures = new TemporaryFolder();
        foreach (DrawnRow row in _drawn.Rows)
            row.Path = DrawnImages.Save(pictures["1.png"]);
        IEstimator<ITransformer> second = Transforms.ExtractSppFeatures("More", "Path", _drawn.Network, "conv1", size: 60);
        AssertRefused(
            "The model reads images from the columns Image, Path: an explanation is of one image.",
            Pipeline(second.Append(Transforms.Concatenate("Features", "Features", "More")), Svc()));
    }

    [TestMethod]
    public void AClassThatIsNotThere()
    {
        using var model = (IDisposable)Pipeline(null, _drawn.Context.MulticlassClassification.Trainers.LinearSvc("Key")).Fit(_drawn.Data);
        Assert.AreEqual(
            "The model has no class 'up'; it has along, across. (Parameter 'className')",
            Assert.ThrowsExactly<ArgumentException>(() => ((ITransformer)model).Explain(_drawn.Rows[0].Image, "up")).Message);
    }

    [TestMethod]
    public void AnImageThatTheModelChangesFirst()
    {
        using var pictures = new TemporaryFolder();
        string path = DrawnImages.Save(pictures["1.png"]);
        IDataView data = Paths(path);
        EstimatorChain<ImageResizingTransformer> resized = Transforms.LoadImages("Image", null, "ImagePath")
            .Append(Transforms.ResizeImages("Image", 70, 70));
        using var model = (IDisposable)Linear(resized).Fit(data);
        Assert.AreEqual(
            "Before ExtractSppFeatures is a ImageResizingTransformer, which may change the images of column 'Image': "
            + "give the image as it is after that, an MLImage, rather than a path.",
            Assert.ThrowsExactly<InvalidOperationException>(() => ((ITransformer)model).Explain(path)).Message);
        using MLImage image = resized.Fit(data).Transform(data).GetColumn<MLImage>("Image").First();
        AssertScore((ITransformer)model, data, ((ITransformer)model).Explain(image));
    }

    [TestMethod]
    public void APathIsReadAsTheModelReadsIt()
    {
        using var pictures = new TemporaryFolder();
        string path = DrawnImages.Save(pictures["1.png"]);
        foreach (IEstimator<ITransformer> images in new IEstimator<ITransformer>[]
        {
            Transforms.LoadImages("Image", null, "ImagePath"),
            Transforms.LoadImages("Loaded", null, "ImagePath").Append(Transforms.CopyColumns("Image", "Loaded")),
            Transforms.CopyColumns("Image", "ImagePath"),
        })
        {
            using var model = (IDisposable)Linear(images).Fit(Paths(path));
            AssertScore((ITransformer)model, Paths(path), ((ITransformer)model).Explain(path));
        }
    }

    [TestMethod]
    public void AnImageThatCannotBeReadIsNamed()
    {
        using var pictures = new TemporaryFolder();
        File.WriteAllText(pictures["1.png"], "no picture");
        using var model = (IDisposable)Pipeline(null, Svc()).Fit(_drawn.Data);
        Assert.AreEqual(
            $"'{pictures["1.png"]}' is no image that can be read (it looks like text)",
            Assert.ThrowsExactly<ImageReadException>(() => ((ITransformer)model).Explain(pictures["1.png"])).Message);
    }

    [TestMethod]
    public void AHeatMapFitsItsPhotograph()
    {
        using var model = (IDisposable)Pipeline(null, Svc()).Fit(_drawn.Data);
        MLImage picture = _drawn.Rows[0].Image;
        HeatMap map = HeatMap.Of(((ITransformer)model).Explain(picture), picture.Width - 1, picture.Height);
        Assert.AreEqual(
            $"The photograph has {picture.Width}x{picture.Height} pixels and the map {map.Width}x{map.Height}: draw the map for its size. "
            + "(Parameter 'photograph')",
            Assert.ThrowsExactly<ArgumentException>(() => map.Over(picture)).Message);
    }

    public void Dispose() => _drawn.Dispose();

    private LinearSvcBinaryTrainer Svc() => _drawn.Context.BinaryClassification.Trainers.LinearSvc("Truth");

    private EstimatorChain<ITransformer> Pipeline(IEstimator<ITransformer>? between, IEstimator<ITransformer> trainer)
    {
        EstimatorChain<SppFeatureTransformer> features = _drawn.Key().Append(_drawn.Features()).AppendCacheCheckpoint(_drawn.Context);
        return between is null ? features.Append(trainer) : features.Append(between).Append(trainer);
    }

    private void AssertRefused(string message, IEstimator<ITransformer> pipeline)
    {
        ITransformer model = pipeline.Fit(_drawn.Data);
        Assert.AreEqual(message, Assert.ThrowsExactly<InvalidOperationException>(() => new LinearExplainer(model)).Message);
        (model as IDisposable)?.Dispose();
    }

    private IDataView Paths(string path) =>
        _drawn.Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 6).Select(index => new LabeledPath { ImagePath = path, Truth = index % 2 == 0 }));

    private EstimatorChain<BinaryPredictionTransformer<LinearBinaryModelParameters>> Linear(IEstimator<ITransformer> images) =>
        images.Append(Transforms.ExtractSppFeatures("Features", "Image", _drawn.Network, "fire3", [2, 1], 60))
            .AppendCacheCheckpoint(_drawn.Context).Append(Svc());

    private static void AssertScore(ITransformer model, IDataView data, ScoreExplanation explanation)
    {
        float score = model.Transform(data).GetColumn<float>("Score").First();
        Assert.AreEqual(score, explanation.Bias + explanation.SumOfCells, 1e-4 * Math.Max(Math.Abs(score), 0.01));
    }

    private sealed class LabeledPath
    {
        public string ImagePath { get; set; } = "";

        public bool Truth { get; set; }
    }

    private sealed class Vector
    {
        [VectorType(DrawnModel.Dimensions)]
        public float[] Features { get; set; } = [];
    }
}
