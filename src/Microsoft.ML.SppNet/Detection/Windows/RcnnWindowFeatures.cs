using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>R-CNN: the whole network over every warped window.</summary>
internal sealed class RcnnWindowFeatures : IWindowFeatures
{
    /// <exception cref="ArgumentException">The network lacks the tap.</exception>
    internal RcnnWindowFeatures(SppNetwork network, SppDetectorOptions options)
    {
        Tap = options.Tap;
        Pyramid = network.IsMap(Tap) ? new SpatialPyramid(options.Levels) : null;
        int channels = network.Channels(Tap);
        Length = Pyramid?.Dimension(channels) ?? channels;
        Network = network.Share();
    }

    public int Length { get; }

    public SppNetwork Network { get; }

    internal string Tap { get; }

    internal SpatialPyramid? Pyramid { get; }

    public IImageWindows Prepare(PixelImage image, bool mirrored)
    {
        var copy = new PixelImage(image.Width, image.Height, image.Order);
        image.Pixels.CopyTo(copy.Pixels);
        if (mirrored)
            Mirror(copy);
        return new RcnnImageWindows(this, copy);
    }

    public IImageWindows Read(BinaryReader reader)
    {
        var image = new PixelImage(reader.ReadInt32(), reader.ReadInt32(), (PixelOrder)reader.ReadInt32());
        reader.BaseStream.ReadExactly(image.Pixels);
        return new RcnnImageWindows(this, image);
    }

    public void Dispose() => Network.Dispose();

    private static void Mirror(PixelImage image)
    {
        Span<int> pixels = MemoryMarshal.Cast<byte, int>(image.Pixels);
        for (int row = 0; row < image.Height; row++)
            pixels.Slice(row * image.Width, image.Width).Reverse();
    }
}
