using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Images that cannot be used, met in the middle of a pipeline: the rows before them come, and the error names row and
/// file.</summary>
[TestClass]
public sealed class BadImageRowTests : IDisposable
{
    private static readonly MLContext Context = new(1);
    private static readonly SppNetwork Network = SppNetwork.Create("squeezenet1.1", seed: 2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void AMissingFile()
    {
        Paths("gone.png", $"row 2 (ImagePath = 'gone.png'): '{_folder["gone.png"]}' does not exist");
        Images("gone.png", $"row 2 (ImagePath = 'gone.png'): Could not find file '{_folder["gone.png"]}'.");
    }

    [TestMethod]
    public void AnEmptyPath()
    {
        Paths("", "row 2 (ImagePath = ''): The path of the image file is empty.");
        Images("", "row 2 (ImagePath = ''): column 'Image' has no image (LoadImages gives none for an empty path)");
    }

    [TestMethod]
    public void ATruncatedJpeg()
    {
        byte[] whole = TestImages.Jpeg(60, 50);
        Write("cut.jpg", whole[..(whole.Length * 2 / 3)]);
        string message =
            $"row 2 (ImagePath = 'cut.jpg'): '{_folder["cut.jpg"]}': the JPEG image is cut short: its {whole.Length * 2 / 3:N0} bytes end "
                + "before the image does";
        Paths("cut.jpg", message);
        Images("cut.jpg", message);
    }

    [TestMethod]
    public void TextNamedJpg()
    {
        Write("text.jpg", Encoding.UTF8.GetBytes("no image at all"));
        Paths("text.jpg", $"row 2 (ImagePath = 'text.jpg'): '{_folder["text.jpg"]}' is no image that can be read (it looks like text)");
        Images("text.jpg", "row 2 (ImagePath = 'text.jpg'): Invalid input stream contents (Parameter 'imageStream')");
    }

    [TestMethod]
    public void AnImageOfOnePixel()
    {
        Write("dot.png", TestImages.Png(1, 1));
        const string message = "image is 1x1 and the tap spp needs at least 17 pixels on the shorter side: give a larger size";
        Paths("dot.png", $"row 2 (ImagePath = 'dot.png'): '{_folder["dot.png"]}': {message}");
        Images("dot.png", $"row 2 (ImagePath = 'dot.png'): {message}");
        Assert.HasCount(512 * 50, Good("dot.png", size: 30));
    }

    [TestMethod]
    public void AVeryLongImage()
    {
        Write("long.png", TestImages.Png(20_000, 10));
        const string small = "image is 20000x10 and the tap spp needs at least 17 pixels on the shorter side: give a larger size";
        const string large = "image is 20000x10, which becomes 448000x224 at size 224: more than 33,554,432 pixels";
        Paths("long.png", $"row 2 (ImagePath = 'long.png'): '{_folder["long.png"]}': {small}");
        Images("long.png", $"row 2 (ImagePath = 'long.png'): {small}");
        Paths("long.png", $"row 2 (ImagePath = 'long.png'): '{_folder["long.png"]}': {large}", size: 224);
        Images("long.png", $"row 2 (ImagePath = 'long.png'): {large}", size: 224);
        Assert.HasCount(512 * 50, Good("long.png", size: 17));
    }

    [TestMethod]
    public void GreyAndDeepImagesAreImagesLikeOthers()
    {
        byte[] grey = [.. Enumerable.Range(0, 40 * 30).Select(index => (byte)(index * 7))];
        Write("grey.png", TestImages.Png(40, 30, 8, 0, grey));
        Write("deep.png", TestImages.Png(40, 30, 16, 0, [.. grey.SelectMany(value => new[] { value, value })]));
        GoldenFeatures.AssertClose(Good("grey.png"), Good("deep.png"), 1e-5, "16 bits");
        GoldenFeatures.AssertClose(Good("grey.png"), GoodImage("grey.png"), 1e-5, "grey, LoadImages");
        GoldenFeatures.AssertClose(Good("deep.png"), GoodImage("deep.png"), 1e-5, "16 bits, LoadImages");
    }

    [TestMethod]
    public void CmykIsReadWhereItSaysHow()
    {
        string fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Imaging");
        Write("cmyk.jpg", File.ReadAllBytes(Path.Combine(fixtures, "cmyk-adobe.jpg")));
        Write("unclear.jpg", File.ReadAllBytes(Path.Combine(fixtures, "cmyk-no-marker.jpg")));
        GoldenFeatures.AssertClose(Good("cmyk.jpg", size: 40), GoodImage("cmyk.jpg", size: 40), 1e-5, "CMYK");
        string message =
            $"row 2 (ImagePath = 'unclear.jpg'): '{_folder["unclear.jpg"]}': the JPEG image is CMYK without Adobe's marker, so whether "
                + "its inks are stored inverted is not known: convert it to RGB";
        Paths("unclear.jpg", message, size: 40);
        Images("unclear.jpg", message, size: 40);
    }

    /// <summary>A column of paths is read upright; an MLImage keeps the pixels that ML.NET gave it.</summary>
    [TestMethod]
    public void AnImageTurnedByExifIsUprightFromItsPath()
    {
        byte[] jpeg = TestImages.Jpeg(60, 40);
        Write("stored.jpg", jpeg);
        Write("turned.jpg", TestImages.WithOrientation(jpeg, 6));
        using (MLImage upright = ImageFile.Load(_folder["turned.jpg"]))
            Assert.AreEqual((40, 60), (upright.Width, upright.Height));
        GoldenFeatures.AssertClose(GoodImage("stored.jpg"), GoodImage("turned.jpg"), 1e-5, "LoadImages does not turn");
        using var extractor = new SppFeatureExtractor(Network);
        GoldenFeatures.AssertClose(extractor.Extract(_folder["turned.jpg"])[0], Good("turned.jpg"), 1e-5, "upright");
        Assert.IsGreaterThan(1e-3, System.Numerics.Tensors.TensorPrimitives.Distance<float>(Good("stored.jpg"), Good("turned.jpg")));
    }

    [TestMethod]
    public void AnOrdinaryPngGivesTheSameFromItsPathAndFromLoadImages()
    {
        Write("ordinary.png", Pictures.Png(61, 47, 1));
        GoldenFeatures.AssertClose(Good("ordinary.png"), GoodImage("ordinary.png"), 1e-5, "png");
        GoldenFeatures.AssertClose(Good("ordinary.png", 32), GoodImage("ordinary.png", 32), 1e-5, "png at 32");
    }

    [TestMethod]
    public void ThePredictionEngineNamesTheColumn()
    {
        SppFeatureTransformer model = Context.Transforms.ExtractSppFeatures("Features", "ImagePath", Network).Fit(Data("x.png"));
        PredictionEngine<PathRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<PathRow, FeatureRow>(model);
        string path = _folder["gone.png"];
        Assert.AreEqual(
            $"column 'ImagePath': '{path}' does not exist",
            Assert.ThrowsExactly<ImageReadException>(() => engine.Predict(new PathRow { ImagePath = path })).Message);
        Write("good.png", Pictures.Png(40, 40, 0));
        Assert.HasCount(25_600, engine.Predict(new PathRow { ImagePath = _folder["good.png"] }).Features);
    }

    [TestMethod]
    public void ThePredictionEngineNamesTheFileThatLoadImagesCannotRead()
    {
        string path = _folder.Write("text.jpg", "no picture"u8.ToArray());
        EstimatorChain<SppFeatureTransformer> pipeline = Context.Transforms.LoadImages("Image", "", "ImagePath")
            .Append(Context.Transforms.ExtractSppFeatures("Features", "Image", Network));
        PredictionEngine<PathRow, FeatureRow> engine =
            Context.Model.CreatePredictionEngine<PathRow, FeatureRow>(pipeline.Fit(Data("x.png")));
        Assert.AreEqual(
            $"column 'Image' (ImagePath = '{path}'): Invalid input stream contents (Parameter 'imageStream')",
            Assert.ThrowsExactly<ImageReadException>(() => engine.Predict(new PathRow { ImagePath = path })).Message);
    }

    private void Paths(string bad, string message, int size = 0) => Check(PathPipeline(size), bad, message);

    private void Images(string bad, string message, int size = 0) => Check(ImagePipeline(size), bad, message);

    private SppFeatureEstimator PathPipeline(int size) => Context.Transforms.ExtractSppFeatures(
        "ImagePath", Network, new SppFeatureOptions { ImageFolder = _folder.Root, Sizes = size == 0 ? [] : [size] },
        new SppFeatureColumn("Features"));

    private EstimatorChain<SppFeatureTransformer> ImagePipeline(int size) =>
        Context.Transforms.LoadImages("Image", _folder.Root, "ImagePath")
        .Append(Context.Transforms.ExtractSppFeatures("Features", "Image", Network, size: size));

    private void Check(IEstimator<ITransformer> pipeline, string bad, string message)
    {
        Write("good.png", Pictures.Png(40, 40, 0));
        IDataView data = Data("good.png", "good.png", bad, "good.png");
        using IEnumerator<float[]> rows = pipeline.Fit(data).Transform(data).GetColumn<float[]>("Features").GetEnumerator();
        Assert.IsTrue(rows.MoveNext() && rows.Current.Length > 0);
        Assert.IsTrue(rows.MoveNext() && rows.Current.Length > 0, "the rows before the bad one are delivered");
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => rows.MoveNext()).Message);
    }

    private float[] Good(string name, int size = 0) => Single(PathPipeline(size), name);

    private float[] GoodImage(string name, int size = 0) => Single(ImagePipeline(size), name);

    private static float[] Single(IEstimator<ITransformer> pipeline, string name) =>
        pipeline.Fit(Data(name)).Transform(Data(name)).GetColumn<float[]>("Features").Single();

    private static IDataView Data(params string[] paths) =>
        Context.Data.LoadFromEnumerable(paths.Select(path => new PathRow { ImagePath = path }));

    private void Write(string name, byte[] content) => File.WriteAllBytes(_folder[name], content);
}
