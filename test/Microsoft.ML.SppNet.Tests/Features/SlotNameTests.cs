using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed partial class SlotNameTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly SppNetwork _network = SppNetwork.Create("squeezenet1.1", classes: 3);

    [TestMethod]
    public void EachNumberHasTheNameOfItsTapLevelBinAndChannel()
    {
        var column = new SppFeatureColumn("Features") { Taps = ["fire3", "conv1"], Levels = [3, 1] };
        using SppFeatureTransformer model = Fit(new SppFeatureOptions(), column);
        string[] names = Names(model.GetOutputSchema(Data.Schema), "Features");
        MLImage picture = Pictures.Rows(1)[0].Picture;
        float[] vector = model.Extractor.Extract(picture)[0];
        Assert.HasCount(vector.Length, names);
        using PixelImage pixels = PixelImage.From(picture);
        using PreparedImage prepared = model.Extractor.Prepare(pixels);
        Dictionary<string, NativeTensor> maps = column.Taps.ToDictionary(
            tap => tap, tap => model.Extractor.Maps(prepared, 0, mirrored: false, [tap])[0]);
        for (int slot = 0; slot < names.Length; slot++)
            Assert.AreEqual(Largest(maps, names[slot]), vector[slot], names[slot]);
        foreach (NativeTensor map in maps.Values)
            map.Dispose();
    }

    [TestMethod]
    public void SizesHeadsAndWhatIsNamedTwice()
    {
        var options = new SppFeatureOptions { Sizes = [64, 80] };
        using SppFeatureTransformer model = Fit(
            options,
            new SppFeatureColumn("Features") { Taps = ["conv1", "conv1"], Levels = [1, 1] },
            new SppFeatureColumn("Scores") { Taps = ["logits"] });
        DataViewSchema schema = model.GetOutputSchema(Data.Schema);
        CollectionAssert.AreEqual(
            new[] { "size64/logits/0", "size64/logits/1", "size64/logits/2", "size80/logits/0", "size80/logits/1", "size80/logits/2" },
            Names(schema, "Scores"));
        string[] names = Names(schema, "Features");
        CollectionAssert.AllItemsAreUnique(names);
        Assert.AreEqual("size64/conv1/1x1/r0c0/ch0", names[0]);
        Assert.AreEqual("size64/conv1/1x1#2/r0c0/ch0", names[64]);
        Assert.AreEqual("size80/conv1#2/1x1#2/r0c0/ch63", names[^1]);

        using SppFeatureTransformer mean = Fit(
            new SppFeatureOptions { Sizes = [64, 80], Combine = SizeCombination.Mean },
            new SppFeatureColumn("Scores") { Taps = ["logits"] });
        CollectionAssert.AreEqual(new[] { "logits/0", "logits/1", "logits/2" }, Names(mean.GetOutputSchema(Data.Schema), "Scores"));

        using SppNetwork pyramid = SppNetwork.Create("sppnet-compact", classes: 3);
        using SppFeatureTransformer views = _context.Transforms.ExtractSppFeatures(
            "Image", pyramid, new SppFeatureOptions { TestViews = new TestViews(TestViewKind.Multi) },
            new SppFeatureColumn("Scores") { Taps = ["logits"] }).Fit(Data);
        CollectionAssert.AreEqual(new[] { "logits/0", "logits/1", "logits/2" }, Names(views.GetOutputSchema(Data.Schema), "Scores"));
    }

    [TestMethod]
    public void TheyArePromisedAndKeptAndCostNothingUntilTheyAreRead()
    {
        using SppFeatureTransformer model = Fit(new SppFeatureOptions(), new SppFeatureColumn("Features") { Taps = ["fire9"] });
        DataViewSchema schema = Data.Schema;
        model.GetOutputSchema(schema);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataViewSchema output = model.GetOutputSchema(schema);
        Assert.IsLessThan(50_000, GC.GetAllocatedBytesForCurrentThread() - before);
        string[] names = Names(output, "Features");
        Assert.HasCount(25_600, names);
        using var loaded = (IDisposable)EstimatorContract.SaveAndLoad(_context, model);
        CollectionAssert.AreEqual(names, Names(((ITransformer)loaded).GetOutputSchema(schema), "Features"));
        SchemaShape promised = _context.Transforms.ExtractSppFeatures("Features", "Image", _network)
            .GetOutputSchema(Interop.TrainerSchema.Shape(schema));
        SchemaShape annotations = promised.Single(column => column.Name == "Features").Annotations;
        Assert.Contains("SlotNames", annotations.Select(annotation => annotation.Name));
    }

    [TestMethod]
    public void PermutationFeatureImportanceNamesThem()
    {
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.Transforms.ExtractSppFeatures(
                "Image", _network, new SppFeatureOptions(), new SppFeatureColumn("Features") { Taps = ["conv1"], Levels = [1] }))
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.LinearSvc());
        using var model = (IDisposable)EstimatorContract.SaveAndLoad(_context, pipeline.Fit(Data));
        IDataView features = _context.Data.Cache(((ITransformer)model).Transform(Data), "Features", "Label");
        var importance = _context.MulticlassClassification.PermutationFeatureImportance(
            ((IEnumerable<ITransformer>)model).Last(), features, permutationCount: 1);
        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, 64).Select(channel => $"conv1/1x1/r0c0/ch{channel}").ToArray(), importance.Keys.ToArray());
    }

    public void Dispose() => _network.Dispose();

    private IDataView Data => Pictures.Load(_context, 8);

    private SppFeatureTransformer Fit(SppFeatureOptions options, params SppFeatureColumn[] columns) =>
        _context.Transforms.ExtractSppFeatures("Image", _network, options, columns).Fit(Data);

    private static string[] Names(DataViewSchema schema, string column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema[column].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>The maximum that a name speaks of.</summary>
    private static float Largest(Dictionary<string, NativeTensor> maps, string name)
    {
        Match match = Name().Match(name);
        Assert.IsTrue(match.Success, name);
        int[] numbers = [.. match.Groups.Values.Skip(2).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        (int level, int row, int column, int channel) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        NativeTensor map = maps[match.Groups[1].Value];
        (int height, int width, int channels) = ((int)map.Shape[1], (int)map.Shape[2], (int)map.Shape[3]);
        (int top, int bottom) = SpatialPyramid.Bin(row, level, height);
        (int left, int right) = SpatialPyramid.Bin(column, level, width);
        float largest = float.MinValue;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
                largest = Math.Max(largest, map.Floats()[(y * width + x) * channels + channel]);
        }

        return largest;
    }

    [GeneratedRegex(@"^(\w+)/(\d+)x\2/r(\d+)c(\d+)/ch(\d+)$")]
    private static partial Regex Name();
}
