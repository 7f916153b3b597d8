using System.Globalization;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>SPP-net: the convolutions run once over the image at each scale, and windows are pooled from their maps (He et al., section
/// 4.1).</summary>
internal sealed class SppWindowFeatures : IWindowFeatures
{
    /// <summary>Pixels of a resized image at most; a scale that would have more is lowered until it has not.</summary>
    internal const int MostPixels = 1 << 23;

    private readonly SpatialPyramid _pyramid;
    private readonly string? _headTap;
    private readonly SppDetectorOptions _options;

    /// <exception cref="ArgumentException">The network lacks the tap, or its head cannot read windows.</exception>
    internal SppWindowFeatures(SppNetwork network, SppDetectorOptions options)
    {
        bool isMap = network.IsMap(options.Tap);
        _pyramid = isMap ? new SpatialPyramid(options.Levels) : network.HeadPyramid ?? throw new ArgumentException(
            $"The tap '{options.Tap}' of {network.Architecture.Name} does not come from a spatial pyramid, and so cannot be had of "
                + "windows.", nameof(options));
        _headTap = isMap ? null : options.Tap;
        _options = options;
        Network = Padded(network, options.Mapping);
        Channels = Network.Channels(isMap ? options.Tap : SppNetwork.SppTap);
        Length = isMap ? _pyramid.Dimension(Channels) : Network.Channels(options.Tap);
    }

    public int Length { get; }

    public SppNetwork Network { get; }

    /// <summary>The tap whose maps windows are pooled from.</summary>
    internal string MapTap => _headTap is null ? _options.Tap : SppNetwork.SppTap;

    /// <summary>Channels of the maps.</summary>
    internal int Channels { get; }

    internal SpatialPyramid Pyramid => _pyramid;

    internal WindowMapping Mapping => _options.Mapping;

    public IImageWindows Prepare(PixelImage image, bool mirrored)
    {
        int[] scales = [.. _options.Scales.Select(scale => Bounded(scale, image.Width, image.Height))];
        var how = new ImagePreparation { Sizes = scales, Preprocessing = Network.Preprocessing, Problem = Problem };
        using PreparedImage prepared = PreparedImage.Prepare(image, how);
        var levels = new List<ScaledMap>();
        try
        {
            for (int index = 0; index < scales.Length; index++)
            {
                ImageGeometry geometry = prepared.Geometries[index];
                using var input = new NativeTensor(1, geometry.Height, geometry.Width, ImageTensorWriter.Channels);
                prepared.Pixels(index).CopyTo(input.Floats());
                levels.Add(new ScaledMap(scales[index], geometry.Width, geometry.Height,
                    Network.Maps(RunDevice.Cpu, input, mirrored, MapTap)));
            }

            return new SppImageWindows(this, image.Width, image.Height, levels);
        }
        catch
        {
            levels.ForEach(level => level.Dispose());
            throw;
        }
    }

    public IImageWindows Read(BinaryReader reader) => SppImageWindows.Read(this, reader);

    /// <summary>What windows become: pooled, or the head's vectors of that.</summary>
    internal NativeTensor? Head(NativeTensor pooled) => _headTap is null ? null : Network.HeadVectors(RunDevice.Cpu, pooled, _headTap)[0];

    public void Dispose() => Network.Dispose();

    /// <summary>A network that came with its own layers has no padding but theirs; where its cells look is known all the same.</summary>
    private static SppNetwork Padded(SppNetwork network, WindowMapping mapping) => network.Architecture.Imported is null
        ? network.WithPadding(mapping == WindowMapping.Paper ? TrunkPadding.Deployment : TrunkPadding.Training)
        : network.Share();

    private static int Bounded(int scale, int width, int height)
    {
        (int shorter, int longer) = (Math.Min(width, height), Math.Max(width, height));
        return (int)Math.Clamp(Math.Floor(Math.Sqrt((double)MostPixels * shorter / longer)), 1, scale);
    }

    private string? Problem(ImageGeometry geometry)
    {
        int needed = Network.SmallestImage(MapTap), shorter = Math.Min(geometry.Width, geometry.Height);
        return shorter < needed
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"too long for its width: of at most {MostPixels:N0} pixels it would be {shorter} on the shorter side, and the tap "
                    + $"'{MapTap}' needs {needed}")
            : null;
    }
}
