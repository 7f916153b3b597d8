using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Drawn pictures, an untrained network and what is trained on them: enough for the arithmetic of explanations.</summary>
internal sealed class DrawnModel : IDisposable
{
    /// <summary>Numbers of a vector of the default column: 128 channels, five bins.</summary>
    internal const int Dimensions = 640;

    internal MLContext Context { get; } = new(1);

    internal SppNetwork Network { get; } = SppNetwork.Create("squeezenet1.1");

    internal DrawnRow[] Rows { get; } =
    [
        .. Pictures.Rows(12).Select((row, index) => new DrawnRow
        {
            Image = row.Picture, Label = row.Label, Truth = index % 2 == 0, Number = index % 5 + 1,
        }),
    ];

    internal IDataView Data => Context.Data.LoadFromEnumerable(Rows);

    internal SppFeatureEstimator Features(SppFeatureOptions? options = null, params SppFeatureColumn[] columns) =>
        Context.Transforms.ExtractSppFeatures(
            "Image", Network, options ?? new SppFeatureOptions(), columns.Length > 0 ? columns : [Column("Features")]);

    internal static SppFeatureColumn Column(string name, params string[] taps) =>
        new(name) { Taps = taps.Length > 0 ? taps : ["fire3"], Levels = [2, 1] };

    internal IEstimator<ITransformer> Key() => Context.Transforms.Conversion.MapValueToKey("Key", "Label");

    /// <summary>Fits features, stages between and a trainer; saved and loaded again, as models come.</summary>
    internal ITransformer Fit(IEstimator<ITransformer> features, IEstimator<ITransformer> trainer)
    {
        using var fitted = (IDisposable)Key().Append(features).AppendCacheCheckpoint(Context).Append(trainer).Fit(Data);
        using var file = new MemoryStream();
        Context.Model.Save((ITransformer)fitted, Data.Schema, file);
        file.Position = 0;
        return Context.Model.Load(file, out _);
    }

    /// <summary>What ML.NET gives: of every picture a number per class, or one.</summary>
    internal float[][] Scores(ITransformer model, string column = "Score")
    {
        IDataView predicted = model.Transform(Data);
        return predicted.Schema[column].Type is VectorDataViewType
            ? [.. predicted.GetColumn<float[]>(column)]
            : [.. predicted.GetColumn<float>(column).Select(score => new[] { score })];
    }

    public void Dispose() => Network.Dispose();
}

/// <summary>A picture with every kind of label, and a path for those who want one.</summary>
internal sealed class DrawnRow
{
    [ImageType(40, 40)]
    public MLImage Image { get; set; } = null!;

    public string Label { get; set; } = "";

    public bool Truth { get; set; }

    public float Number { get; set; }

    public string Path { get; set; } = "";
}
