using System.Globalization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The least program that uses a saved model, to be timed as a process: loads it and predicts one image.</summary>
internal static class FirstPrediction
{
    /// <summary>Saves a pipeline for <see cref="Run"/>, its network inside.</summary>
    internal static void SaveModel(SppNetwork network, string image, string path)
    {
        var mlContext = new MLContext();
        IDataView data = mlContext.Data.LoadFromEnumerable([new ImageRow { ImagePath = image }]);
        using SppFeatureTransformer features = mlContext.Transforms
            .ExtractSppFeatures(nameof(ImageFeatures.Features), nameof(ImageRow.ImagePath), network, size: ToolRun.Side).Fit(data);
        mlContext.Model.Save(features, data.Schema, path);
    }

    internal static void Run(string model, string image)
    {
        var mlContext = new MLContext();
        ITransformer loaded = mlContext.Model.Load(model, out _);
        using PredictionEngine<ImageRow, ImageFeatures> engine = mlContext.Model.CreatePredictionEngine<ImageRow, ImageFeatures>(loaded);
        float[] features = engine.Predict(new ImageRow { ImagePath = image }).Features;
        Console.WriteLine(features.Length.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class ImageFeatures
    {
        public float[] Features { get; set; } = [];
    }
}
