using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.Transforms;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The data sets as ML.NET sees them.</summary>
[TestClass]
public class ImageDataViewsTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class ImageRow
    {
        public string ImagePath { get; set; } = "";

        public string Name { get; set; } = "";

        [KeyType(2)]
        public uint Label { get; set; }
    }

    private sealed class VocRow
    {
        public string ImageId { get; set; } = "";

        [VectorType(20)]
        public float[] Labels { get; set; } = [];

        public float[] Boxes { get; set; } = [];

        public bool[] Difficult { get; set; } = [];
    }

    [TestMethod]
    public void ClassFoldersHaveTheirColumns()
    {
        using TinyDataSet data = Folder();
        IDataView view = _ml.Data.LoadImageFolder(data.Root);

        CollectionAssert.AreEqual(
            new[] { "ImagePath: String", "Image: Image", "Name: String", "Label: Key<UInt32, 0-1>" },
            view.Schema.Select(column => $"{column.Name}: {column.Type}").ToArray());
        Assert.AreEqual(6, view.GetRowCount());
        CollectionAssert.AreEqual(new[] { "blue", "red" }, KeyNames(view.Schema["Label"]));
        ImageRow[] rows = [.. _ml.Data.CreateEnumerable<ImageRow>(view, reuseRowObject: false).Take(4)];
        Assert.AreEqual("red/0.jpg", rows[3].Name);
        Assert.AreEqual(data.PathOf("red", "0.jpg"), rows[3].ImagePath);
        Assert.AreEqual(2u, rows[3].Label);
        DataDebuggerPreview.ColumnInfo images = view.Preview().ColumnView[1];
        CollectionAssert.AreEqual(new[] { 10, 11, 12, 10, 11, 12 }, images.Values.Cast<MLImage>().Select(image => image.Width).ToArray());
        Assert.AreEqual(data.PathOf("red", "0.jpg"), ((MLImage)images.Values[3]).Tag);
        CollectionAssert.AreEqual(new[] { 10, 11, 12, 10, 11, 12 },
            view.GetColumn<MLImage>("Image").Select(image => image.Width).ToArray());
    }

    [TestMethod]
    public void ImagesAreDecodedOnlyWhereAskedForAndErrorsNameTheRow()
    {
        using TinyDataSet data = Folder();
        string broken = data.Write("red/1.jpg", "this is no image");
        File.Delete(data.PathOf("red", "2.jpg"));
        data.Draw("red/2.jpg");
        IDataView view = _ml.Data.LoadImageFolder(data.Root);
        File.Delete(data.PathOf("blue", "1.jpg"));

        Assert.HasCount(6, view.GetColumn<string>("Name").ToArray());
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Image"]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        MLImage image = null!;
        List<ImageReadException> errors = [];
        while (cursor.MoveNext())
        {
            try
            {
                getter(ref image);
            }
            catch (ImageReadException e)
            {
                errors.Add(e);
            }
        }
        image.Dispose();
        Assert.HasCount(2, errors);
        string gone = data.PathOf("blue", "1.jpg");
        Assert.AreEqual(($"row 1: '{gone}' does not exist", gone, 1L), (errors[0].Message, errors[0].Path, errors[0].Row));
        Assert.AreEqual(
            ($"row 4: '{broken}' is no image that can be read (it looks like text)", broken, 4L),
            (errors[1].Message, errors[1].Path, errors[1].Row));
    }

    [TestMethod]
    public void TheGetterDisposesTheImageItReplaces()
    {
        using TinyDataSet data = Folder();
        IDataView view = _ml.Data.LoadImageFolder(data.Root);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Image"]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(view.Schema["Image"]);
        MLImage image = null!;
        cursor.MoveNext();
        getter(ref image);
        MLImage first = image;
        cursor.MoveNext();
        getter(ref image);
        Assert.AreNotSame(first, image);
        Assert.ThrowsExactly<InvalidOperationException>(() => first.Width);
        image.Dispose();
    }

    [TestMethod]
    public void WorksWithTheOperationsOfMLNet()
    {
        using TinyDataSet data = Folder();
        IDataView view = _ml.Data.LoadImageFolder(data.Root);

        DataDebuggerPreview preview = view.Preview();
        Assert.HasCount(6, preview.RowView);
        Assert.IsTrue(preview.ColumnView[1].Values.Cast<MLImage>().All(image => image.Height == 6));

        CollectionAssert.AreEqual(new[] { "blue/0.jpg", "blue/1.jpg" }, Names(_ml.Data.TakeRows(view, 2)));
        CollectionAssert.AreEqual(new[] { "red/2.jpg" }, Names(_ml.Data.SkipRows(view, 5)));
        CollectionAssert.AreEquivalent(Names(view), Names(_ml.Data.ShuffleRows(view, seed: 1)));
        DataOperationsCatalog.TrainTestData parts = _ml.Data.TrainTestSplit(view, testFraction: 0.4, seed: 1);
        CollectionAssert.AreEquivalent(Names(view), Names(parts.TrainSet).Concat(Names(parts.TestSet)).ToArray());
        CollectionAssert.AreEqual(new[] { "red/0.jpg" },
            Names(_ml.Data.FilterByCustomPredicate<ImageRow>(view, row => row.Name != "red/0.jpg")));
    }

    [TestMethod]
    public void SavesAsBinaryWithoutTheImages()
    {
        using TinyDataSet data = Folder();
        IDataView view = _ml.Data.LoadImageFolder(data.Root);
        string path = data.PathOf("saved.idv");
        using (FileStream stream = File.Create(path))
            _ml.Data.SaveAsBinary(view, stream);
        IDataView loaded = _ml.Data.LoadFromBinary(path);
        CollectionAssert.AreEqual(new[] { "ImagePath", "Name", "Label" }, loaded.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(Names(view), Names(loaded));
        CollectionAssert.AreEqual(new[] { "blue", "red" }, KeyNames(loaded.Schema["Label"]));
    }

    [TestMethod]
    public void TrainsAndCrossValidatesFromPixels()
    {
        using TinyDataSet data = Folder(perClass: 12);
        IDataView view = _ml.Data.LoadImageFolder(data.Root);
        EstimatorChain<KeyToValueMappingTransformer> pipeline = _ml.Transforms.ResizeImages("Small", 4, 4, "Image")
            .Append(_ml.Transforms.ExtractPixels("Features", "Small"))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));
        Assert.IsTrue(_ml.MulticlassClassification.CrossValidate(view, pipeline, numberOfFolds: 3)
            .All(fold => fold.Metrics.MacroAccuracy == 1));
        IDataView scored = pipeline.Fit(view).Transform(view);
        CollectionAssert.AreEqual(Enumerable.Repeat("blue", 12).Concat(Enumerable.Repeat("red", 12)).ToArray(),
            scored.GetColumn<string>("Predicted").ToArray());
    }

    [TestMethod]
    public void APartOfASplitKeepsTheKeys()
    {
        using TinyDataSet data = Folder(perClass: 4);
        ClassFolder folder = ClassFolder.Read(data.Root);
        ClassSplit split = ClassSplit.ByCount(folder.Labels, 3, 5, 1);
        IDataView test = _ml.Data.LoadImageFolder(folder.Select(split.Test));
        CollectionAssert.AreEqual(new[] { 1u, 2u }, test.GetColumn<uint>("Label").ToArray());
        CollectionAssert.AreEqual(new[] { "blue", "red" }, KeyNames(test.Schema["Label"]));
    }

    [TestMethod]
    public void FilesWithoutLabelsHavePathImageAndName()
    {
        using TinyDataSet data = Folder();
        IDataView view = _ml.Data.LoadImageFiles(ImageFolder.Enumerate(data.Root));
        CollectionAssert.AreEqual(new[] { "ImagePath", "Image", "Name" }, view.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual("blue/0.jpg", view.GetColumn<string>("Name").First());
    }

    [TestMethod]
    public void VocHasLabelsAndBoxes()
    {
        using TinyDataSet data = new();
        data.WriteVoc(
            new Dictionary<string, string>
            {
                ["000001"] = TinyDataSet.ObjectXml("dog", "1 2 30 40") + TinyDataSet.ObjectXml("person", "3 4 5 6", difficult: 1),
                ["000002"] = "",
            },
            new Dictionary<string, int[]> { ["dog"] = [1, -1], ["person"] = [0, -1] });

        IDataView view = _ml.Data.LoadPascalVoc(data.Root, "trainval");

        CollectionAssert.AreEqual(
            new[]
            {
                "ImagePath: String", "Image: Image", "ImageId: String", "Labels: Vector<Single, 20>", "Boxes: Vector<Single>",
                "BoxLabels: Vector<Key<UInt32, 0-19>>", "Difficult: Vector<Boolean>",
            },
            view.Schema.Select(column => $"{column.Name}: {column.Type}").ToArray());
        CollectionAssert.AreEqual(PascalVoc.ClassNames.ToArray(), KeyNames(view.Schema["BoxLabels"]));
        VBuffer<ReadOnlyMemory<char>> slots = default;
        view.Schema["Labels"].GetSlotNames(ref slots);
        CollectionAssert.AreEqual(PascalVoc.ClassNames.ToArray(), slots.DenseValues().Select(name => name.ToString()).ToArray());

        VocRow[] rows = [.. _ml.Data.CreateEnumerable<VocRow>(view, reuseRowObject: false)];
        CollectionAssert.AreEqual(new[] { "000001", "000002" }, rows.Select(row => row.ImageId).ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 2, 30, 40, 3, 4, 5, 6 }, rows[0].Boxes);
        CollectionAssert.AreEqual(new[] { false, true }, rows[0].Difficult);
        Assert.AreEqual((1f, 0f, -1f), (rows[0].Labels[11], rows[0].Labels[14], rows[0].Labels[0]));
        Assert.IsEmpty(rows[1].Boxes);
        CollectionAssert.AreEqual(new uint[] { 12, 15 }, view.GetColumn<uint[]>("BoxLabels").First());
    }

    [TestMethod]
    public void WarningsReachTheLogOfTheContext()
    {
        using TinyDataSet data = Folder();
        data.Write("{0} empty/readme.txt", "");
        List<string> log = [];
        _ml.Log += (_, e) => log.Add($"{e.Kind} {e.Source}: {e.RawMessage}");
        Assert.AreEqual(6, _ml.Data.LoadImageFolder(data.Root).GetRowCount());
        CollectionAssert.AreEqual(
            new[] { $"Warning LoadImageFolder; Read: '{data.PathOf("{0} empty")}': no images; the class is left out" },
            log.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)).ToArray());
        Assert.AreEqual(6, _ml.Data.LoadCaltech101(data.Root).GetRowCount());
        Assert.Contains($"Warning LoadCaltech101; Read: '{data.Root}': expected the 102 classes of Caltech-101, found 2", log);
    }

    [TestMethod]
    public void ShowsTheRealDataSets()
    {
        IDataView caltech = _ml.Data.LoadCaltech101(SharedData.Require("data", "caltech101"), includeBackground: false);
        Assert.AreEqual(4370, caltech.GetRowCount());
        IDataView voc = _ml.Data.LoadPascalVoc(SharedData.Require("data", "VOCdevkit"), "test");
        Assert.AreEqual(600, voc.GetRowCount());
        DataDebuggerPreview preview = voc.Preview(maxRows: 1);
        Assert.AreEqual("000009", preview.ColumnView[2].Values[0].ToString());
        Assert.AreEqual((500, 375), (((MLImage)preview.ColumnView[1].Values[0]).Width, ((MLImage)preview.ColumnView[1].Values[0]).Height));
    }

    private static TinyDataSet Folder(int perClass = 3)
    {
        TinyDataSet data = new();
        for (int i = 0; i < perClass; i++)
        {
            data.Draw($"red/{i}.jpg", 10 + i, 6, SKColors.Red);
            data.Draw($"blue/{i}.jpg", 10 + i, 6, SKColors.Blue);
        }
        return data;
    }

    private static string[] Names(IDataView view) => [.. view.GetColumn<string>("Name")];

    private static string[] KeyNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
