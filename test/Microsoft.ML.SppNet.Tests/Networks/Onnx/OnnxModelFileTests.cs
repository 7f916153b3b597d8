using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>An imported network inside model.zip.</summary>
[TestClass]
public class OnnxModelFileTests
{
    [TestMethod]
    public void AModelHoldsTheLayersOfItsImportedNetwork()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", Pictures.Png(70, 50, 1));
        var mlContext = new MLContext();
        IDataView data = mlContext.Data.LoadFromEnumerable([new Row { ImagePath = folder["a.png"] }]);
        float[] before;
        using (SppNetwork network = SppNetwork.Load(OnnxNetworkTests.Fixture("residual.onnx"), null, Preprocessing.TorchVision))
        {
            using var model =
                (IDisposable)mlContext.Transforms.ExtractSppFeatures("Features", "ImagePath", network, tap: "block1").Fit(data);
            mlContext.Model.Save((ITransformer)model, data.Schema, folder["model.zip"]);
            before = Features((ITransformer)model, data);
        }

        Assert.HasCount(50 * 8, before);
        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        using var disposed = (IDisposable)loaded;
        CollectionAssert.AreEqual(before, Features(loaded, data));
    }

    private static float[] Features(ITransformer model, IDataView data) => model.Transform(data).GetColumn<float[]>("Features").Single();

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
