using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>One image on its way through the feature columns that a linear model reads, each worked out once.</summary>
/// <param name="path">The image's file, for errors; null where it has none.</param>
/// <param name="load">Decodes it for an extractor.</param>
internal sealed class ImageTrace(string? path, Func<SppFeatureExtractor, PixelImage> load)
{
    private readonly Dictionary<(SppFeatureTransformer Stage, int Column), (float[] Vector, PooledColumn Cells)> _columns = [];

    private readonly Dictionary<(SppFeatureExtractor Extractor, int Size), NetworkInput> _inputs = [];

    /// <summary>The photograph's size in pixels.</summary>
    internal (int Width, int Height) Photograph { get; private set; }

    /// <summary>What an extractor's network saw at one of its sizes; null where it saw nothing of this image.</summary>
    internal NetworkInput? Input(SppFeatureExtractor extractor, int size) => _inputs.GetValueOrDefault((extractor, size));

    /// <summary>A column's vector, as the pipeline makes it.</summary>
    internal float[] Vector(SppFeatureTransformer stage, int column) => Column(stage, column).Vector;

    /// <summary>Where its numbers came from.</summary>
    internal PooledColumn Cells(SppFeatureTransformer stage, int column) => Column(stage, column).Cells;

    private (float[] Vector, PooledColumn Cells) Column(SppFeatureTransformer stage, int column)
    {
        if (_columns.TryGetValue((stage, column), out (float[] Vector, PooledColumn Cells) known))
            return known;
        SppFeatureExtractor extractor = stage.AliveExtractor;
        using PreparedImage image = extractor.Prepare(path, () => Load(extractor));
        for (int size = 0; size < image.Geometries.Count; size++)
        {
            (int height, int width) = (image.Geometries[size].Height, image.Geometries[size].Width);
            _inputs[(extractor, size)] = NetworkInput.FromPixels(extractor.Network, image.Pixels(size), height, width);
        }

        float[] vector = extractor.Run([image])[0]![column];
        return _columns[(stage, column)] = (vector, PooledColumn.Of(extractor, column, image, Photograph));
    }

    private PixelImage Load(SppFeatureExtractor extractor)
    {
        PixelImage pixels = load(extractor);
        Photograph = (pixels.FullWidth, pixels.FullHeight);
        return pixels;
    }
}
