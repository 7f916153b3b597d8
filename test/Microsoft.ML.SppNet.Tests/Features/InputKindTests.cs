using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A model fitted on paths takes encoded bytes (an upload) or an MLImage in a column of the same name, saved and loaded
/// too.</summary>
[TestClass]
public sealed class InputKindTests : IDisposable
{
    private static readonly MLContext Context = new(1);
    private static readonly SppNetwork Network = SppNetwork.Create("squeezenet1.1", seed: 2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void AModelFittedOnPathsTakesBytesAndImages()
    {
        string path = _folder.Write("1.png", Pictures.Png(57, 44, 3));
        SppFeatureTransformer fitted = Context.Transforms.ExtractSppFeatures("Features", "ImagePath", Network, size: 40)
            .Fit(Context.Data.LoadFromEnumerable([new PathRow { ImagePath = path }]));
        ITransformer model = EstimatorContract.SaveAndLoad(Context, fitted);
        float[] expected = Predict(model, new PathRow { ImagePath = path });
        CollectionAssert.AreEqual(expected, Predict(model, new EncodedRow { ImagePath = File.ReadAllBytes(path) }));
        using MLImage image = ImageFile.Load(path);
        CollectionAssert.AreEqual(expected, Predict(model, new ImageRow { ImagePath = image }));
        IDataView uploads = Context.Data.LoadFromEnumerable(Enumerable.Repeat(new EncodedRow { ImagePath = File.ReadAllBytes(path) }, 3));
        foreach (float[] features in model.Transform(uploads).GetColumn<float[]>("Features"))
            CollectionAssert.AreEqual(expected, features);
    }

    [TestMethod]
    public void LargeJpegsFromBytesAreReducedAsFromPaths()
    {
        string path = _folder.Write("large.jpg", TestImages.Jpeg(640, 480));
        ITransformer model = Context.Transforms.ExtractSppFeatures("Features", "ImagePath", Network, size: 40)
            .Fit(Context.Data.LoadFromEnumerable([new PathRow { ImagePath = path }]));
        CollectionAssert.AreEqual(
            Predict(model, new PathRow { ImagePath = path }), Predict(model, new EncodedRow { ImagePath = File.ReadAllBytes(path) }));
    }

    [TestMethod]
    [DataRow("", "column 'ImagePath' has no bytes")]
    [DataRow("no image", "this is no image that can be read (it looks like text)")]
    public void BadBytesAreSaidInWords(string bytes, string message)
    {
        SppFeatureTransformer model = Context.Transforms.ExtractSppFeatures("Features", "ImagePath", Network)
            .Fit(Context.Data.LoadFromEnumerable(Array.Empty<EncodedRow>()));
        var row = new EncodedRow { ImagePath = System.Text.Encoding.UTF8.GetBytes(bytes) };
        Assert.AreEqual($"column 'ImagePath': {message}", Assert.ThrowsExactly<ImageReadException>(() => Predict(model, row)).Message);
        IDataView rows = Context.Data.LoadFromEnumerable([row]);
        Assert.AreEqual(
            $"row 0: {message}",
            Assert.ThrowsExactly<ImageReadException>(() => model.Transform(rows).GetColumn<float[]>("Features").ToArray()).Message);
    }

    private static float[] Predict<TRow>(ITransformer model, TRow row)
        where TRow : class
    {
        using PredictionEngine<TRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<TRow, FeatureRow>(model);
        return engine.Predict(row).Features;
    }

    private sealed class EncodedRow
    {
        public byte[] ImagePath { get; set; } = [];
    }

    private sealed class ImageRow
    {
        // The numbers do not matter.
        [ImageType(1, 1)]
        public MLImage ImagePath { get; set; } = null!;
    }
}
