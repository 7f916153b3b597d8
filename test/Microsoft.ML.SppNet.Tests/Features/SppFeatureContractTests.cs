using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SppFeatureContractTests
{
    private static readonly MLContext Context = new(1);
    private static readonly SppNetwork Network = SppNetwork.Create("squeezenet1.1", seed: 2, classes: 10);

    private static SppFeatureColumn[] Two =>
    [
        new("Features") { Taps = ["fire2", "spp"], Levels = [2, 1] },
        new("Scores") { Taps = ["logits"] },
        new("Again") { Taps = ["logits", "fire2"], Levels = [1] },
    ];

    [TestMethod]
    public void KeepsTheContract() =>
        EstimatorContract.Check(Context, Context.Transforms.ExtractSppFeatures("Features", "Image", Network), Pictures.Load(Context, 9),
            "Features");

    [TestMethod]
    public void KeepsTheContractWithSeveralColumnsSizesAndAllOptions()
    {
        var options = new SppFeatureOptions
        {
            Sizes = [40, 56], Combine = SizeCombination.Mean, Flip = true, View = ImageView.Crop, Kernel = ResizeKernel.Bilinear,
            Normalization = FeatureNormalization.L2PerPart, BatchSize = 3,
        };
        EstimatorContract.Check(Context, Context.Transforms.ExtractSppFeatures("Image", Network, options, Two), Pictures.Load(Context, 7),
            "Features", "Scores", "Again");
    }

    [TestMethod]
    public void KeepsTheContractInPlaceOfItsInput() =>
        EstimatorContract.Check(Context, Context.Transforms.ExtractSppFeatures("Image", "Image", Network), Pictures.Load(Context, 4),
            "Image");

    [TestMethod]
    public void KeepsTheContractOnPaths()
    {
        using var folder = new TemporaryFolder();
        for (int index = 0; index < 6; index++)
            File.WriteAllBytes(folder[$"{index}.png"], Pictures.Png(40 + index, 50, index));
        IDataView data =
            Context.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(index => new PathRow { ImagePath = $"{index}.png" }));
        var options = new SppFeatureOptions { ImageFolder = folder.Root };
        EstimatorContract.Check(Context,
            Context.Transforms.ExtractSppFeatures("ImagePath", Network, options, new SppFeatureColumn("Features")), data, "Features");
    }

    [TestMethod]
    public void KeepsTheContractOnBytesWithAFlag()
    {
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 6)
            .Select(index => new BytesRow { Image = Pictures.Png(40 + index, 50, index) }));
        var options = new SppFeatureOptions { BadImages = BadImages.MissingValues };
        EstimatorContract.Check(Context, Context.Transforms.ExtractSppFeatures("Image", Network, options, new SppFeatureColumn("Features")),
            data, "Features");
    }

    [TestMethod]
    public void AMissingColumnIsRefused()
    {
        IDataView data = Pictures.Load(Context, 2);
        SppFeatureEstimator estimator = Context.Transforms.ExtractSppFeatures("Features", "Photo", Network);
        const string message = "There is no input column 'Photo' to extract features from; the data have Image, Name, Label.";
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => estimator.Fit(data)).Message);
        // Behind another estimator it is the promised schema that is checked.
        Assert.AreEqual(
            message.Replace("Label.", "Label, Key.", StringComparison.Ordinal).Replace("'schema'", "'shape'", StringComparison.Ordinal),
            Assert.ThrowsExactly<ArgumentException>(() => Context.Transforms.Conversion.MapValueToKey("Key", "Label").Append(estimator)
                .GetOutputSchema(Shape(data.Schema))).Message);
    }

    [TestMethod]
    public void AColumnOfAnotherTypeIsRefused()
    {
        IDataView numbers = Context.Data.LoadFromEnumerable(new[] { new FeatureRow { Features = [1, 2] } });
        SppFeatureEstimator estimator = Context.Transforms.ExtractSppFeatures("Out", "Features", Network);
        const string message =
            "Input column 'Features' must hold images (MLImage), the paths of image files (text) or their bytes (a vector of Byte), "
            + "but its type is Vector<Single>. (Parameter 'type')";
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => estimator.Fit(numbers)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => estimator.GetOutputSchema(Shape(numbers.Schema))).Message);
        SppFeatureTransformer model = estimator.Fit(Context.Data.LoadFromEnumerable(Array.Empty<TextFeatures>()));
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => model.Transform(numbers)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => model.GetRowToRowMapper(numbers.Schema)).Message);
    }

    [TestMethod]
    public void BadOptionsAndColumnsAreRefusedAtOnce()
    {
        Refused("The network squeezenet1.1 has no tap 'conv5'; it has spp, conv1, fire2, fire3, fire4, fire5, fire6, fire7, fire8, fire9, "
            + "conv10, logits. (Parameter 'tap')",
            new(), new SppFeatureColumn("Features") { Taps = ["conv5"] });
        Refused("At least one column of features must be asked for. (Parameter 'columns')", new());
        Refused("Two columns of features are named 'A'. (Parameter 'columns')", new(), new("A"), new("A"));
        Refused("A column of features needs a name. (Parameter 'columns')", new(), new SppFeatureColumn(" "));
        Refused("Column 'A' names no tap; the default is 'spp'. (Parameter 'columns')", new(), new SppFeatureColumn("A") { Taps = [] });
        Refused("A pyramid level is a number of bins per side from 1 to 64, not 0. (Parameter 'levels')", new(),
            new SppFeatureColumn("A") { Levels = [0] });
        Refused("A size is the shorter side in pixels, from 1 to 16384, not 0. (Parameter 'Sizes')", new() { Sizes = [0] },
            new SppFeatureColumn("A"));
        Refused("BatchSize is a number of images from 1 to 4096, or 0 for what suits the device, not -1. (Parameter 'BatchSize')",
            new() { BatchSize = -1 }, new SppFeatureColumn("A"));
        Refused("The view Warp needs a size, such as 224; only the full view works at native size. (Parameter 'View')",
            new() { View = ImageView.Warp }, new SppFeatureColumn("A"));
        Refused("7 is no SizeCombination; there are Concatenate, Mean, Max.", new() { Combine = (SizeCombination)7 },
            new SppFeatureColumn("A"));

        static void Refused(string message, SppFeatureOptions options, params SppFeatureColumn[] columns) => Assert.AreEqual(
            message, Assert.ThrowsExactly<ArgumentException>(() =>
                Context.Transforms.ExtractSppFeatures("Image", Network, options, columns)).Message);
    }

    [TestMethod]
    public void FitReadsNoImageAndUnaskedColumnsCostNothing()
    {
        IDataView data = Pictures.Load(Context, 6);
        PictureRow.Reads = 0;
        SppFeatureTransformer model = Context.Transforms.ExtractSppFeatures("Features", "Image", Network).Fit(data);
        IDataView view = model.Transform(data);
        Assert.HasCount(6, view.GetColumn<string>("Name").ToArray());
        Assert.AreEqual(0, PictureRow.Reads);
        Assert.AreEqual(TimeSpan.Zero, model.Extractor.NetworkTime);
        Assert.HasCount(6, view.GetColumn<float[]>("Features").ToArray());
        Assert.AreEqual(6, PictureRow.Reads);
        Assert.IsGreaterThan(TimeSpan.Zero, model.Extractor.NetworkTime);
    }

    [TestMethod]
    public void OneRowCostsOneOrTwoImages()
    {
        IDataView data = Pictures.Load(Context, 60);
        IDataView view = Context.Transforms.ExtractSppFeatures("Features", "Image", Network).Fit(data).Transform(data);
        PictureRow.Reads = 0;
        Assert.HasCount(1, Context.Data.TakeRows(view, 1).GetColumn<float[]>("Features").ToArray());
        Assert.IsLessThanOrEqualTo(2, PictureRow.Reads, "TakeRows(1)");
        PictureRow.Reads = 0;
        // Preview reads the image column itself too.
        Assert.HasCount(1, view.Preview(1).RowView);
        Assert.IsLessThanOrEqualTo(6, PictureRow.Reads, "Preview(1)");
    }

    [TestMethod]
    public void PredictionsAreTheTransformsAndTheExtractors()
    {
        PictureRow[] rows = Pictures.Rows(11);
        IDataView data = Context.Data.LoadFromEnumerable(rows);
        SppFeatureTransformer model =
            Context.Transforms.ExtractSppFeatures("Features", "Image", Network, size: 45, normalization: FeatureNormalization.L2).Fit(data);
        float[][] transformed = [.. model.Transform(data).GetColumn<float[]>("Features")];
        PredictionEngine<PictureRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
        using var extractor =
            new SppFeatureExtractor(Network, new SppFeatureOptions { Sizes = [45], Normalization = FeatureNormalization.L2 });
        for (int index = 0; index < rows.Length; index++)
        {
            GoldenFeatures.AssertClose(transformed[index], engine.Predict(rows[index]).Features, 1e-5, "prediction engine");
            using PixelImage pixels = PixelImage.From(rows[index].Picture);
            GoldenFeatures.AssertClose(transformed[index], extractor.Extract(pixels)[0], 1e-5, "extractor");
        }
    }

    [TestMethod]
    public void TheBatchSizeChangesNothing()
    {
        IDataView data = Pictures.Load(Context, 40);
        float[][] one = Features(1), eight = Features(8), many = Features(4096);
        for (int row = 0; row < one.Length; row++)
        {
            GoldenFeatures.AssertClose(one[row], eight[row], 1e-5, $"batch 8, row {row}");
            GoldenFeatures.AssertClose(one[row], many[row], 1e-5, $"batch 4096, row {row}");
        }

        float[][] Features(int batch) =>
            [.. Context.Transforms.ExtractSppFeatures("Image", Network, new SppFeatureOptions { BatchSize = batch, Flip = true },
                new SppFeatureColumn("Features"))
                .Fit(data).Transform(data).GetColumn<float[]>("Features")];
    }

    [TestMethod]
    public void ShufflingKeepsRowsTogether()
    {
        IDataView data = Pictures.Load(Context, 40);
        SppFeatureTransformer model = Context.Transforms.ExtractSppFeatures("Features", "Image", Network).Fit(data);
        IDataView view = model.Transform(data);
        Dictionary<string, float[]> expected = Named(view);
        IDataView shuffled = Context.Data.ShuffleRows(view, 3);
        Assert.AreNotEqual(string.Join(' ', expected.Keys), string.Join(' ', shuffled.GetColumn<string>("Name")), "nothing was shuffled");
        foreach ((string name, float[] features) in Named(shuffled))
            GoldenFeatures.AssertClose(expected[name], features, 1e-5, name);

        static Dictionary<string, float[]> Named(IDataView view) =>
            Context.Data.CreateEnumerable<NamedFeatures>(view, reuseRowObject: false).ToDictionary(row => row.Name, row => row.Features);
    }

    [TestMethod]
    public void TrainersTakeTheFeaturesCachedAndCrossValidated()
    {
        IDataView data = Pictures.Load(Context, 60);
        var pipeline = Context.Transforms.Conversion.MapValueToKey("Key", "Label")
            .Append(Context.Transforms.ExtractSppFeatures("Features", "Image", Network, levels: [1]))
            .AppendCacheCheckpoint(Context)
            .Append(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", l1Regularization: 0, l2Regularization: 0.01f));
        PictureRow.Reads = 0;
        pipeline.Fit(data);
        Assert.AreEqual(60, PictureRow.Reads, "behind a cache each image is read once");
        double[] accuracies =
            [.. Context.MulticlassClassification.CrossValidate(data, pipeline, 3, "Key").Select(fold => fold.Metrics.MicroAccuracy)];
        Assert.HasCount(3, accuracies);
        Assert.IsGreaterThan(0.75, accuracies.Average(),
            $"{string.Join(", ", accuracies)}: stripes along and across, of which chance gets half right");
    }

    [TestMethod]
    public void PredictionsAndAbandonedEnumerationsLeaveNoMemory()
    {
        PictureRow[] rows = Pictures.Rows(40);
        IDataView data = Context.Data.LoadFromEnumerable(rows);
        SppFeatureTransformer model = Context.Transforms.ExtractSppFeatures("Features", "Image", Network, "fire3").Fit(data);
        PredictionEngine<PictureRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
        engine.Predict(rows[0]);
        long before = LiveMemory.NativeBytes();
        for (int index = 0; index < 1000; index++)
            engine.Predict(rows[index % rows.Length]);
        Assert.AreEqual(before, LiveMemory.NativeBytes(), "after 1,000 predictions");
        IDataView view = model.Transform(data);
        foreach (int taken in new[] { 0, 1, 2, 5, 17 })
            Assert.HasCount(taken, view.GetColumn<float[]>("Features").Take(taken).ToArray());
        Assert.AreEqual(before, LiveMemory.NativeBytes(), "after abandoned enumerations");
        engine.Dispose();
    }

    private static SchemaShape Shape(DataViewSchema schema) => (SchemaShape)typeof(SchemaShape)
        .GetMethod("Create", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Public, [typeof(DataViewSchema)])!
        .Invoke(null, [schema])!;

    private sealed class TextFeatures
    {
        public string Features { get; set; } = "";
    }

    private sealed class NamedFeatures
    {
        public string Name { get; set; } = "";

        public float[] Features { get; set; } = [];
    }
}
