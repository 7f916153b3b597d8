using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Transforms;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The detector in an ML.NET pipeline.</summary>
[TestClass]
public class SppDetectorTrainerTests
{
    private static readonly SppDetectorOptions s_options = new()
    {
        Tap = "fire3", Levels = [2, 1], Scales = [180], Proposals = new SlidingWindows(new SlidingWindowsOptions { MinimumBoxArea = 200 }),
    };

    [TestMethod]
    public void TransformEngineAndReloadedModelFindWhatTheDetectorFinds()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext(seed: 1);
        IDataView data = Load(context, folder, 6);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", seed: 3);
        EstimatorChain<KeyToValueMappingTransformer> pipeline = context.Transforms.Conversion.MapValueToKey("BoxLabels", "Names")
            .Append(context.MulticlassClassification.Trainers.SppDetector(network, s_options))
            .Append(context.Transforms.Conversion.MapKeyToValue("Found", "PredictedLabel"));
        using TransformerChain<KeyToValueMappingTransformer> transformer = pipeline.Fit(data);
        SppDetector detector = transformer.OfType<SppDetectorTransformer>().Single().Detector;
        CollectionAssert.AreEquivalent(DetectionScenes.Classes, detector.ClassNames.ToArray());

        context.Model.Save(transformer, data.Schema, folder["model.zip"]);
        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        using var disposable = (IDisposable)loaded;
        Answer[] transformed = Read(context, transformer.Transform(data)), reloaded = Read(context, loaded.Transform(data));
        PredictionEngine<SceneRow, Answer> engine = context.Model.CreatePredictionEngine<SceneRow, Answer>(
            transformer, new PredictionEngineOptions { OwnsTransformer = false });
        using (engine)
        {
            SceneRow[] rows = [.. context.Data.CreateEnumerable<SceneRow>(data, reuseRowObject: false)];
            int objects = 0;
            for (int index = 0; index < rows.Length; index++)
            {
                using MLImage image = ImageFile.Load(rows[index].ImagePath);
                IReadOnlyList<DetectedObject> expected = detector.Detect(image);
                AssertSame(expected, transformed[index]);
                AssertSame(expected, reloaded[index]);
                AssertSame(expected, engine.Predict(rows[index]));
                objects += expected.Count;
            }

            Assert.IsGreaterThan(0, objects);
        }
    }

    [TestMethod]
    public void VocBoxesAndImagesInMemoryGiveTheSameDetector()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext(seed: 1);
        IDataView data = context.Transforms.Conversion.MapValueToKey("BoxLabels", "Names").Fit(Load(context, folder, 3))
            .Transform(Load(context, folder, 3));
        IDataView images = context.Transforms.LoadImages("Image", null, "ImagePath").Fit(data).Transform(data);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", seed: 3);
        using SppDetectorTransformer paths = Trainer(context, network, new()).Fit(data), memory = Trainer(context, network, new()
        {
            Image = "Image", Boxes = "VocBoxes", Convention = BoxConvention.PascalVoc, Difficult = "Difficult",
        }).Fit(images);
        CollectionAssert.AreEqual(paths.Detector.Classes.Weights.Floats().ToArray(), memory.Detector.Classes.Weights.Floats().ToArray());
        Assert.AreEqual(
            paths.WithMinimumScore(-1).Transform(data).GetColumn<float[]>("Score").Sum(scores => scores.Sum()),
            memory.WithMinimumScore(-1).Transform(images).GetColumn<float[]>("Score").Sum(scores => scores.Sum()));
    }

    [TestMethod]
    public void ThePromisedSchemaIsTheDeliveredOneAndWrongColumnsAreNamed()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext();
        IDataView data = context.Transforms.Conversion.MapValueToKey("BoxLabels", "Names").Fit(Load(context, folder, 1))
            .Transform(Load(context, folder, 1));
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        SppDetectorTrainer trainer = Trainer(context, network, new());
        using SppDetectorTransformer transformer = trainer.Fit(data);
        SchemaShape promised = trainer.GetOutputSchema(TrainerSchema.Shape(data.Schema)), delivered =
            TrainerSchema.Shape(transformer.GetOutputSchema(data.Schema));
        foreach (string name in new[] { "PredictedLabel", "Score", "PredictedBoundingBoxes" })
        {
            SchemaShape.Column wanted = promised.Single(column => column.Name == name),
            found = delivered.Single(column => column.Name == name);
            Assert.AreEqual((wanted.Kind, wanted.ItemType.RawType, wanted.IsKey), (found.Kind, found.ItemType.RawType, found.IsKey), name);
        }

        Assert.IsNull(data.Preview(1).RowView[0].Values.FirstOrDefault(value => value.Key == "Score").Key);
        ArgumentOutOfRangeException missing = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Trainer(context, network, new() { Boxes = "Nothing" }).Fit(data));
        StringAssert.StartsWith(missing.Message, "Could not find box column 'Nothing'");
        InvalidDataException uneven =
            Assert.ThrowsExactly<InvalidDataException>(() => Trainer(context, network, new() { Boxes = "Three" }).Fit(data));
        StringAssert.EndsWith(uneven.Message, "an object has four numbers and a label.");
    }

    private static SppDetectorTrainer Trainer(MLContext context, SppNetwork network, SppDetectorColumns columns) =>
        context.MulticlassClassification.Trainers.SppDetector(network, s_options, columns);

    private static Answer[] Read(MLContext context, IDataView view) =>
        [.. context.Data.CreateEnumerable<Answer>(view, reuseRowObject: false)];

    private static void AssertSame(IReadOnlyList<DetectedObject> expected, Answer actual)
    {
        CollectionAssert.AreEqual(expected.Select(one => one.Score).ToArray(), actual.Score);
        CollectionAssert.AreEqual(expected.Select(one => one.ClassName).ToArray(), actual.Found);
        CollectionAssert.AreEqual(
            expected.SelectMany(one => (float[])[one.Box.Left, one.Box.Top, one.Box.Right, one.Box.Bottom]).ToArray(),
            actual.PredictedBoundingBoxes);
    }

    private static IDataView Load(MLContext context, TemporaryFolder folder, int count) => context.Data.LoadFromEnumerable(
        DetectionScenes.Create(count).Select((scene, index) =>
        {
            string path = folder[$"scene{index}.png"];
            using MLImage image = scene.Load();
            using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            Marshal.Copy(image.Pixels.ToArray(), 0, bitmap.GetPixels(), image.Pixels.Length);
            File.WriteAllBytes(path, TestImages.Encode(bitmap, SKEncodedImageFormat.Png));
            return new SceneRow
            {
                ImagePath = path,
                Names = [.. scene.Objects.Select(one => DetectionScenes.Classes[one.ClassIndex])],
                Boxes = [.. scene.Objects.SelectMany(one => (float[])[one.Box.Left, one.Box.Top, one.Box.Right, one.Box.Bottom])],
                VocBoxes = [
                    .. scene.Objects.SelectMany(one => (float[])[one.Box.Left + 1, one.Box.Top + 1, one.Box.Right, one.Box.Bottom])],
                Difficult = [.. scene.Objects.Select(_ => false)],
                Three = [1, 2, 3],
            };
        }).ToArray());

    private sealed class SceneRow
    {
        public string ImagePath { get; set; } = "";

        public string[] Names { get; set; } = [];

        public float[] Boxes { get; set; } = [];

        public float[] VocBoxes { get; set; } = [];

        public float[] Three { get; set; } = [];

        public bool[] Difficult { get; set; } = [];
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];

        public string[] Found { get; set; } = [];

        public float[] PredictedBoundingBoxes { get; set; } = [];
    }
}
