using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Drawn pictures, an untrained network and what is trained on them: enough for the arithmetic of explanations.</summary>
internal sealed class DrawnModel : IDisposable
{
    private readonly SppNetwork _network = SppNetwork.Create("squeezenet1.1");

    internal MLContext Context { get; } = new(1);

    internal PictureRow[] Rows { get; } = Pictures.Rows(12);

    internal IDataView Data => Context.Data.LoadFromEnumerable(Rows);

    internal SppNetwork Network => _network;

    internal SppFeatureEstimator Features(SppFeatureOptions? options = null, params SppFeatureColumn[] columns) =>
        Context.Transforms.ExtractSppFeatures(
            "Image", _network, options ?? new SppFeatureOptions(), columns.Length > 0 ? columns : [Column("Features")]);

    internal static SppFeatureColumn Column(string name, params string[] taps) =>
        new(name) { Taps = taps.Length > 0 ? taps : ["fire3"], Levels = [3, 2, 1] };

    /// <summary>Keys of the class, a Boolean and a number: whatever a trainer reads as its label.</summary>
    internal IEstimator<ITransformer> Labels() => Context.Transforms.Conversion.MapValueToKey("Key", "Label")
        .Append(Context.Transforms.Expression("Truth", "x => x == \"along\"", "Label"))
        .Append(Context.Transforms.Expression("Number", "x => single(len(x))", "Label"));

    /// <summary>Fits labels, features, stages between and a trainer; saved and loaded again, as models come.</summary>
    internal ITransformer Fit(IEstimator<ITransformer> features, IEstimator<ITransformer> trainer)
    {
        using var fitted = (IDisposable)Labels().Append(features).AppendCacheCheckpoint(Context).Append(trainer).Fit(Data);
        using var file = new MemoryStream();
        Context.Model.Save((ITransformer)fitted, Data.Schema, file);
        file.Position = 0;
        return Context.Model.Load(file, out _);
    }

    /// <summary>The scores that ML.NET gives: of every picture a number per class, or one.</summary>
    internal float[][] Scores(ITransformer model, string column = "Score")
    {
        IDataView predicted = model.Transform(Data);
        return predicted.Schema[column].Type is VectorDataViewType
            ? [.. predicted.GetColumn<float[]>(column)]
            : [.. predicted.GetColumn<float>(column).Select(score => new[] { score })];
    }

    public void Dispose() => _network.Dispose();
}
