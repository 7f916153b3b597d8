using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What a pipeline does with images that cannot be used: rows left out, or NaN and a flag, and the log counts them.</summary>
[TestClass]
public sealed class BadImagesTests : IDisposable
{
    private static readonly SppNetwork Network = SppNetwork.Create("squeezenet1.1", seed: 2);
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(1);
    private readonly List<string> _log = [];

    public BadImagesTests()
    {
        _context.Log += (_, e) =>
        {
            if (e.Source.Contains("SppFeature", StringComparison.Ordinal) && e.Kind != Microsoft.ML.Runtime.ChannelMessageKind.Trace)
                _log.Add($"{e.Kind}: {e.RawMessage}");
        };
        for (int index = 0; index < 40; index++)
        {
            if (IsBad(index))
                File.WriteAllText(_folder[$"{index}.png"], "no image");
            else
                File.WriteAllBytes(_folder[$"{index}.png"], Pictures.Png(40, 40 + index % 3, index));
        }
    }

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void TheirRowsAreLeftOutWhicheverColumnsAreRead()
    {
        (IDataView view, SppFeatureTransformer model) = Transform(BadImages.SkipRow);
        string[] good = [.. Enumerable.Range(0, 40).Where(index => !IsBad(index)).Select(index => $"{index}.png")];
        CollectionAssert.AreEqual(good, view.GetColumn<string>("ImagePath").ToArray());
        Assert.AreEqual(TimeSpan.Zero, model.Extractor.NetworkTime, "no feature was asked for");
        Assert.IsNull(view.GetRowCount());
        Assert.IsNull(view.Schema.GetColumnOrNull("ImagePathIsBad"));
        string first = $"Left out: row 3 (ImagePath = '3.png'): '{_folder["3.png"]}' is no image that can be read (it looks like text)";
        CollectionAssert.AreEqual(new[] { $"Warning: {first}", "Warning: 4 of 40 images could not be used: their rows are left out." },
            _log.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)).Where((_, index) => index is 0 or 4).ToArray());

        NamedRow[] rows = [.. _context.Data.CreateEnumerable<NamedRow>(view, reuseRowObject: false)];
        CollectionAssert.AreEqual(good, rows.Select(row => row.ImagePath).ToArray());
        using var extractor = new SppFeatureExtractor(Network);
        GoldenFeatures.AssertClose(extractor.Extract(_folder["39.png"])[0], rows[^1].Features, 1e-5, "39.png");
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        for (int row = 0; row < good.Length; row++)
            Assert.AreEqual((true, row), (cursor.MoveNext(), (int)cursor.Position));
        Assert.IsFalse(cursor.MoveNext());
        string[] shuffled = [.. _context.Data.ShuffleRows(view, 3).GetColumn<string>("ImagePath")];
        CollectionAssert.AreEquivalent(good, shuffled);
        Assert.AreNotEqual(string.Join(' ', good), string.Join(' ', shuffled));
    }

    [TestMethod]
    public void ATrainerBehindACacheTakesTheRowsThatAreLeft()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(
            index => new LabelledPath { ImagePath = $"{index}.png", Label = index % 2 == 0 ? "along" : "across" }));
        var pipeline =
            _context.Transforms.Conversion.MapValueToKey("Label").Append(Estimator(BadImages.SkipRow)).AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.LinearSvc());
        using var model = pipeline.Fit(data);
        Assert.HasCount(36, model.Transform(data).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.ContainsSingle(_log.Where(line => line.StartsWith("Info: Features of 40 images in ", StringComparison.Ordinal)).Take(1));
        Assert.Contains("Warning: 4 of 40 images could not be used: their rows are left out.", _log);
    }

    [TestMethod]
    public void TheirFeaturesAreNaNAndAFlagSaysSo()
    {
        (IDataView view, _) = Transform(BadImages.MissingValues);
        NamedRow[] rows = [.. _context.Data.CreateEnumerable<NamedRow>(view, reuseRowObject: false)];
        bool[] flags = [.. view.GetColumn<bool>("ImagePathIsBad")];
        Assert.HasCount(40, rows);
        for (int index = 0; index < rows.Length; index++)
        {
            Assert.AreEqual(IsBad(index), flags[index]);
            Assert.AreEqual(IsBad(index), rows[index].Features.All(float.IsNaN));
            Assert.AreEqual(IsBad(index), rows[index].Features.Any(float.IsNaN));
        }

        Assert.Contains("Warning: 4 of 40 images could not be used: their features are NaN.", _log);
        Assert.HasCount(36, _context.Data.FilterRowsByMissingValues(view, "Features").GetColumn<string>("ImagePath").ToArray());
    }

    [TestMethod]
    public void AnEngineAnswersWithTheFlagOrThrows()
    {
        string bad = _folder["3.png"];
        string message = $"column 'ImagePath': '{bad}' is no image that can be read (it looks like text)";
        (_, SppFeatureTransformer flagged) = Transform(BadImages.MissingValues);
        using PredictionEngine<PathRow, FlaggedRow> engine = _context.Model.CreatePredictionEngine<PathRow, FlaggedRow>(flagged);
        FlaggedRow answer = engine.Predict(new PathRow { ImagePath = bad });
        Assert.IsTrue(answer.ImagePathIsBad && answer.Features.All(float.IsNaN));
        Assert.Contains($"Warning: No features: {message}", _log);
        answer = engine.Predict(new PathRow { ImagePath = _folder["4.png"] });
        Assert.IsFalse(answer.ImagePathIsBad || answer.Features.Any(float.IsNaN));

        (_, SppFeatureTransformer skipping) = Transform(BadImages.SkipRow);
        using PredictionEngine<PathRow, FeatureRow> refusing = _context.Model.CreatePredictionEngine<PathRow, FeatureRow>(skipping);
        Assert.AreEqual(message, Assert.ThrowsExactly<ImageReadException>(() => refusing.Predict(new PathRow { ImagePath = bad })).Message);
    }

    [TestMethod]
    public void WhatIsNoFaultOfAnImageStillEndsTheReading()
    {
        (IDataView view, SppFeatureTransformer model) = Transform(BadImages.SkipRow);
        using IEnumerator<float[]> rows = view.GetColumn<float[]>("Features").GetEnumerator();
        Assert.IsTrue(rows.MoveNext());
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() =>
        {
            while (rows.MoveNext())
            {
            }
        });
    }

    [TestMethod]
    public void TheLogSaysWhatTheNetworksLoadingAssumed()
    {
        SppNetwork created = SppNetwork.Create("squeezenet1.1");
        using SppNetwork network = SppNetwork.From(created.Card, created.Parameters, ["The stride place was assumed."]);
        IDataView data = _context.Data.LoadFromEnumerable([new PathRow { ImagePath = _folder["4.png"] }]);
        _context.Transforms.ExtractSppFeatures("Features", "ImagePath", network).Fit(data);
        Assert.Contains("Warning: The stride place was assumed.", _log);
    }

    private static bool IsBad(int index) => index is 3 or 11 or 12 or 38;

    private SppFeatureEstimator Estimator(BadImages bad) => _context.Transforms.ExtractSppFeatures(
        "ImagePath", Network, new SppFeatureOptions { ImageFolder = _folder.Root, BadImages = bad }, new SppFeatureColumn("Features"));

    private (IDataView View, SppFeatureTransformer Model) Transform(BadImages bad)
    {
        IDataView data =
            _context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(index => new PathRow { ImagePath = $"{index}.png" }));
        SppFeatureTransformer model = Estimator(bad).Fit(data);
        return (model.Transform(data), model);
    }

    private sealed class LabelledPath
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class NamedRow
    {
        public string ImagePath { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    private sealed class FlaggedRow
    {
        public float[] Features { get; set; } = [];

        public bool ImagePathIsBad { get; set; }
    }
}
