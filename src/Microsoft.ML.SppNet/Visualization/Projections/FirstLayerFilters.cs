using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// The filters of a network's first convolution, which need no projection: they are pictures themselves (Zeiler and Fergus 2014, figure 6 b
/// and c).
/// </summary>
public sealed class FirstLayerFilters
{
    private readonly float[] _values;
    private readonly ChannelOrder _order;

    private FirstLayerFilters(string layer, int count, int height, int width, float[] values, ChannelOrder order) =>
        (Layer, Count, Height, Width, _values, _order) = (layer, count, height, width, values, order);

    /// <summary>The convolution's name.</summary>
    public string Layer { get; }

    /// <summary>The number of filters.</summary>
    public int Count { get; }

    /// <summary>Rows of a filter.</summary>
    public int Height { get; }

    /// <summary>Columns of a filter.</summary>
    public int Width { get; }

    /// <summary>Count × 3 × H × W weights, channels in the network's order, batch normalisation folded in.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Reads them off a network.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <exception cref="ArgumentException">The network does not begin with a convolution that sees all three channels of the
    /// image.</exception>
    public static FirstLayerFilters Of(SppNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        ConvStep first = network.Parameters.Program.Steps.OfType<ConvStep>().FirstOrDefault(step => step is { Input: 0, Groups: 1 })
            ?? throw new ArgumentException(
                $"The network {network.Architecture.Name} has no convolution that sees the image's three channels together.",
                nameof(network));
        float[] values = network.Parameters.Tensors[first.WeightName].Floats().ToArray();
        return new(first.Name, first.Filters, first.Window.Size.Height, first.Window.Size.Width, values, network.Preprocessing.Channels);
    }

    /// <summary>All filters in a square of rows, each on a scale of its own: grey is 0, its largest weight black or white.</summary>
    /// <param name="pixels">How many pixels a weight's side has in the picture.</param>
    /// <returns>An image; the caller disposes it.</returns>
    public MLImage ToImage(int pixels = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixels);
        return PictureGrid.Of([.. Enumerable.Range(0, Count).Select(filter => Filter(filter).Enlarged(pixels))],
            (int)Math.Ceiling(Math.Sqrt(Count)), pixels).ToImage();
    }

    /// <summary>Writes the weights as a NumPy array of float32, count × 3 × H × W.</summary>
    /// <param name="path">The file; it is there whole or not at all.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public void SaveArray(string path) => NpyWriter.WriteFile(path, [Count, RgbPicture.Channels, Height, Width], _values);

    private RgbPicture Filter(int index)
    {
        int length = RgbPicture.Channels * Height * Width;
        ReadOnlySpan<float> values = Values.Slice(index * length, length);
        return SignalPicture.Of(values, Height, Width, _order, Math.Abs(TensorPrimitives.MaxMagnitude(values)));
    }
}
