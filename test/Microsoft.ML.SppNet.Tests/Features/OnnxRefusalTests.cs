namespace Microsoft.ML.SppNet.Tests;

/// <summary>ML.NET's own converter on pipelines with our stage: refused in words, rather than written without the network.</summary>
[TestClass]
public class OnnxRefusalTests
{
    private const string Refusal =
        "The stage ExtractSppFeatures (Image -> Features) has no ONNX form in ML.NET, so the pipeline is not converted. Export the network"
        + " with its pooling by SppNetwork.SaveOnnx or sppnet weights convert IN OUT.onnx, and the stages after it by ConvertToOnnx of"
        + " their own chain on a view that has the features.";

    [TestMethod]
    public void APipelineWithOurStageIsNotConverted()
    {
        var context = new MLContext(1);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        IDataView data = Pictures.Load(context, 20);
        SppFeatureEstimator features = context.Transforms.ExtractSppFeatures("Features", "Image", network, levels: [1]);
        using var model = context.Transforms.Conversion.MapValueToKey("Label").Append(features).AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.LinearSvc())
            .Append(context.Transforms.Conversion.MapKeyToValue("Prediction", "PredictedLabel")).Fit(data);
        using var stream = new MemoryStream();
        Assert.AreEqual(Refusal,
            Assert.ThrowsExactly<NotSupportedException>(() => context.Model.ConvertToOnnx(model, data, stream)).Message);
        Assert.AreEqual(0, stream.Length);
        Assert.AreEqual(
            Refusal, Assert.ThrowsExactly<NotSupportedException>(() =>
                context.Model.ConvertToOnnx(features.Fit(data), data, stream)).Message);

        // What the message advises: the stages after ours, on a view that has the features.
        IDataView ready = context.Data.Cache(features.Fit(data)
            .Transform(context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data)), "Features", "Label");
        var rest = context.MulticlassClassification.Trainers.LinearSvc().Fit(ready);
        context.Model.ConvertToOnnx(rest, ready, stream);
        Assert.IsGreaterThan(0, stream.Length);
    }
}
