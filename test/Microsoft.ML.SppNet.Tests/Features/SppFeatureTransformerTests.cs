namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SppFeatureTransformerTests
{
    private sealed class ImageRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TransformAgreesWithPyTorch(string weights, NetworkArchitecture architecture, string tap)
    {
        var context = new MLContext(1);
        using SppNetwork network = GoldenFeatures.Network(weights, architecture);
        string[] images = GoldenFeatures.Images();
        IDataView data = context.Data.LoadFromEnumerable(images.Select(path => new ImageRow { ImagePath = path }));
        var pipeline = context.Transforms.LoadImages("Image", "", "ImagePath")
            .Append(context.Transforms.ExtractSppFeatures("Features", "Image", network, tap));
        using var model = pipeline.Fit(data);
        float[][] expected = GoldenFeatures.Read(weights, tap);
        FeatureRow[] rows = [.. context.Data.CreateEnumerable<FeatureRow>(model.Transform(data), reuseRowObject: false)];
        Assert.HasCount(images.Length, rows);
        using PredictionEngine<ImageRow, FeatureRow> engine = context.Model.CreatePredictionEngine<ImageRow, FeatureRow>(model);
        for (int image = 0; image < images.Length; image++)
        {
            GoldenFeatures.AssertClose(expected[image], rows[image].Features, GoldenFeatures.Tolerance, images[image]);
            float[] single = engine.Predict(new ImageRow { ImagePath = images[image] }).Features;
            GoldenFeatures.AssertClose(rows[image].Features, single, GoldenFeatures.BatchTolerance,
                $"{images[image]} by the prediction engine");
        }
    }

    public static IEnumerable<object[]> Cases => GoldenFeatures.Cases;

    [TestMethod]
    public void ModelSavesAndLoads()
    {
        var context = new MLContext(1);
        using SppNetwork network = SppNetwork.Create("zf5", 3);
        string[] images = GoldenFeatures.Images();
        IDataView data = context.Data.LoadFromEnumerable(images.Select(path => new ImageRow { ImagePath = path }));
        var pipeline =
            context.Transforms.ExtractSppFeatures("Features", "ImagePath", network, size: 100, normalization: FeatureNormalization.L2);
        using var model = pipeline.Fit(data);
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".zip");
        context.Model.Save(model, data.Schema, path);
        var fresh = new MLContext(2);
        ITransformer loaded = fresh.Model.Load(path, out _);
        FeatureRow[] before = [.. context.Data.CreateEnumerable<FeatureRow>(model.Transform(data), false)];
        using var engine = fresh.Model.CreatePredictionEngine<ImageRow, FeatureRow>(loaded);
        for (int i = 0; i < images.Length; i++)
            GoldenFeatures.AssertClose(before[i].Features, engine.Predict(new ImageRow { ImagePath = images[i] }).Features, 1e-5,
                images[i]);
        File.Delete(path);
    }
}
