using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Who owns the weights: everyone who uses them a share, until disposed.</summary>
[TestClass]
public class DisposalTests
{
    private static readonly MLContext Context = new(1);
    private static readonly string Gone =
        $"Cannot access a disposed object.{Environment.NewLine}Object name: 'Microsoft.ML.SppNet.SppNetwork'.";

    private static readonly string ModelGone =
        "The model was disposed as often as there are users of it, itself and the prediction engines made from it: its weights are gone. "
        + $"Load it again, or dispose it once, when all is done.{Environment.NewLine}Object name: 'SppFeatureTransformer'.";

    [TestMethod]
    public void TheNetworkMayGoBeforeTheTransformer()
    {
        IDataView data = Pictures.Load(Context, 3);
        SppNetwork network = SppNetwork.Create("squeezenet1.1");
        SppFeatureEstimator estimator = Context.Transforms.ExtractSppFeatures("Features", "Image", network);
        using SppFeatureTransformer model = estimator.Fit(data);
        network.Dispose();
        Assert.HasCount(3, model.Transform(data).GetColumn<float[]>("Features").ToArray());
        Assert.AreEqual(Gone, Assert.ThrowsExactly<ObjectDisposedException>(() => estimator.Fit(data)).Message);
    }

    [TestMethod]
    public void ATransformerMayGoBeforeAnother()
    {
        IDataView data = Pictures.Load(Context, 3);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        SppFeatureEstimator estimator = Context.Transforms.ExtractSppFeatures("Features", "Image", network);
        SppFeatureTransformer first = estimator.Fit(data), second = estimator.Fit(data);
        first.Dispose();
        first.Dispose();
        Assert.HasCount(3, second.Transform(data).GetColumn<float[]>("Features").ToArray());
        second.Dispose();
        Assert.HasCount(3, estimator.Fit(data).Transform(data).GetColumn<float[]>("Features").ToArray());
    }

    [TestMethod]
    public void AModelOutlivesTheEnginesMadeFromIt()
    {
        PictureRow[] rows = Pictures.Rows(2);
        IDataView data = Context.Data.LoadFromEnumerable(rows);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var model = Context.Transforms.CopyColumns("Copy", "Name")
            .Append(Context.Transforms.ExtractSppFeatures("Features", "Image", network)).Fit(data);
        for (int engines = 0; engines < 3; engines++)
        {
            using PredictionEngine<PictureRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
            Assert.HasCount(25_600, engine.Predict(rows[0]).Features);
        }

        Assert.HasCount(2, model.Transform(data).GetColumn<float[]>("Features").ToArray());
        using PredictionEngine<PictureRow, FeatureRow> first = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
        Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model).Dispose();
        Assert.HasCount(25_600, first.Predict(rows[1]).Features, "beside another that is gone");
    }

    /// <summary>ML.NET's chains hand on their first disposal only, that of the first engine: the rest is the collector's.</summary>
    [TestMethod]
    public void TheCollectorTakesTheWeightsOfAPipelinesModelThatHadEngines()
    {
        WeakReference network = UseAndForget();
        SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !network.IsAlive;
            }, TimeSpan.FromSeconds(20));
        Assert.IsFalse(network.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference UseAndForget()
        {
            PictureRow[] rows = Pictures.Rows(1);
            IDataView data = Context.Data.LoadFromEnumerable(rows);
            using SppNetwork network = SppNetwork.Create("squeezenet1.1");
            using var model = Context.Transforms.CopyColumns("Copy", "Name")
                .Append(Context.Transforms.ExtractSppFeatures("Features", "Image", network)).Fit(data);
            for (int engines = 0; engines < 2; engines++)
            {
                using PredictionEngine<PictureRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
                engine.Predict(rows[0]);
            }

            return new WeakReference(model.LastTransformer.Extractor.Network);
        }
    }

    [TestMethod]
    public void TheLastDisposalOfAModelAndItsEnginesFreesTheWeights()
    {
        PictureRow[] rows = Pictures.Rows(1);
        IDataView data = Context.Data.LoadFromEnumerable(rows);
        SppFeatureTransformer model;
        using (SppNetwork network = SppNetwork.Create("squeezenet1.1"))
            model = Context.Transforms.ExtractSppFeatures("Features", "Image", network).Fit(data);
        PredictionEngine<PictureRow, FeatureRow> one = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
        PredictionEngine<PictureRow, FeatureRow> other = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
        one.Predict(rows[0]);
        one.Dispose();
        one.Dispose();
        model.Dispose();
        Assert.HasCount(25_600, other.Predict(rows[0]).Features);
        Assert.AreEqual(512, model.Extractor.Network.Channels("spp"));
        other.Dispose();
        Assert.AreEqual(Gone, Assert.ThrowsExactly<ObjectDisposedException>(() => model.Extractor.Network.Channels("spp")).Message);
        Assert.AreEqual(ModelGone, Assert.ThrowsExactly<ObjectDisposedException>(() => other.Predict(rows[0])).Message);
    }

    [TestMethod]
    public void UseAfterDisposalIsSaidInWords()
    {
        PictureRow[] rows = Pictures.Rows(3);
        IDataView data = Context.Data.LoadFromEnumerable(rows);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        SppFeatureTransformer model = Context.Transforms.ExtractSppFeatures("Features", "Image", network).Fit(data);
        PredictionEngine<PictureRow, FeatureRow> engine = Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model);
        IDataView view = model.Transform(data);
        IEnumerator<float[]> reading = view.GetColumn<float[]>("Features").GetEnumerator();
        Assert.IsTrue(reading.MoveNext());
        model.Dispose();
        engine.Dispose();
        Assert.AreEqual(ModelGone, Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Predict(rows[0])).Message);
        Assert.AreEqual(Gone, Assert.ThrowsExactly<ObjectDisposedException>(() => reading.MoveNext()).Message);
        reading.Dispose();
        Assert.AreEqual(ModelGone,
            Assert.ThrowsExactly<ObjectDisposedException>(() => view.GetColumn<float[]>("Features").First()).Message);
        Assert.AreEqual(ModelGone,
            Assert.ThrowsExactly<ObjectDisposedException>(() => Context.Model.Save(model, null, new MemoryStream())).Message);
        Assert.AreEqual(
            ModelGone,
            Assert.ThrowsExactly<ObjectDisposedException>(() =>
                Context.Model.CreatePredictionEngine<PictureRow, FeatureRow>(model)).Message);
        Assert.HasCount(3, view.GetColumn<string>("Name").ToArray(), "what passes through needs no network");
    }

    [TestMethod]
    public void APipelineThatFailedFailsAgainRatherThanSkipRows()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        var extractor = new SppFeatureExtractor(network);
        ImageJob<int>[] jobs = [.. Enumerable.Range(0, 40)
            .Select(index => new ImageJob<int>(index, null, () => PixelImage.From(Pictures.Draw(40, 40, index))))];
        var pipeline = new FeaturePipeline<int>(extractor, jobs);
        Assert.IsTrue(pipeline.TryNext(out FeatureResult<int> first));
        Assert.AreEqual(0, first.Key);
        extractor.Dispose();
        for (int again = 0; again < 3; again++)
            Assert.AreEqual(Gone, Assert.ThrowsExactly<ObjectDisposedException>(() => pipeline.TryNext(out _)).Message);
        pipeline.Dispose();
        pipeline.Dispose();
    }

    [TestMethod]
    public void AFailingSourceGivesWhatCameBeforeIt()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network);
        using var pipeline = new FeaturePipeline<int>(extractor, Jobs());
        for (int index = 0; index < 5; index++)
        {
            Assert.IsTrue(pipeline.TryNext(out FeatureResult<int> result));
            Assert.AreEqual(index, result.Key);
        }

        for (int again = 0; again < 2; again++)
            Assert.AreEqual("The source of images failed: disk on fire",
                Assert.ThrowsExactly<InvalidOperationException>(() => pipeline.TryNext(out _)).Message);

        static IEnumerable<ImageJob<int>> Jobs()
        {
            for (int index = 0; index < 5; index++)
                yield return new ImageJob<int>(index, null, () => PixelImage.From(Pictures.Draw(40, 40, 0)));
            throw new IOException("disk on fire");
        }
    }

    [TestMethod]
    public void CancellationEndsAPipelineAtOnce()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var extractor = new SppFeatureExtractor(network);
        using var cancel = new CancellationTokenSource();
        var pipeline = new FeaturePipeline<int>(extractor, Endless(), cancellation: cancel.Token);
        Assert.IsTrue(pipeline.TryNext(out _));
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
        {
            while (pipeline.TryNext(out _))
            {
            }
        });
        pipeline.Dispose();

        static IEnumerable<ImageJob<int>> Endless()
        {
            for (int index = 0; ; index++)
                yield return new ImageJob<int>(index, null, () => PixelImage.From(Pictures.Draw(40, 40, 0)));
        }
    }

    /// <summary>ML.NET's own cancellation, internal in 5.0: reached here by reflection, in the library through Interop.</summary>
    [TestMethod]
    public void ACancelledContextEndsReading()
    {
        var context = new MLContext(1);
        IDataView data = Pictures.Load(context, 20);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using SppFeatureTransformer model = context.Transforms.ExtractSppFeatures("Features", "Image", network).Fit(data);
        using IEnumerator<float[]> rows = model.Transform(data).GetColumn<float[]>("Features").GetEnumerator();
        Assert.IsTrue(rows.MoveNext());
        CancelExecution(context);
        Assert.Throws<OperationCanceledException>(() => rows.MoveNext());
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void CancelExecution(MLContext context);
}
