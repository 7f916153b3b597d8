using System.Buffers;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>An image whose windows are warped one by one.</summary>
internal sealed class RcnnImageWindows(RcnnWindowFeatures features, PixelImage image) : IImageWindows
{
    private const int Block = 32, Side = WarpGeometry.Side;

    public int Width => image.Width;

    public int Height => image.Height;

    public long Bytes => image.Pixels.Length;

    public void ForEachBlock(IReadOnlyList<ImageBox> windows, WindowBlock use)
    {
        foreach (int[] block in Enumerable.Range(0, windows.Count).Chunk(Block))
        {
            using NativeTensor inputs = NativeTensor.Zeros(block.Length, Side, Side, ImageTensorWriter.Channels);
            Parallel.For(0, block.Length, index => Warp(windows[block[index]], inputs, index));
            using NativeTensor rows = features.Network.Vectors(
                RunDevice.Cpu, InferencePrecision.Float32, inputs, mirrored: false, [(features.Tap, features.Pyramid)])[0];
            use(block, rows);
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(image.Width);
        writer.Write(image.Height);
        writer.Write((int)image.Order);
        writer.Write(image.Pixels);
    }

    public void Dispose() => image.Dispose();

    /// <summary>What lies outside the image is the mean, and so stays 0.</summary>
    private void Warp(ImageBox window, NativeTensor inputs, int index)
    {
        var part = WarpGeometry.Of(window, image.Width, image.Height);
        int length = part.Width * part.Height * ImageTensorWriter.Channels, row = part.Width * ImageTensorWriter.Channels;
        float[] pixels = ArrayPool<float>.Shared.Rent(length);
        ImageTensorWriter.Write(
            image, part.Columns, part.Rows, part.Width, part.Height, ResizeKernel.Bilinear, features.Network.Preprocessing, flip: false,
            pixels.AsSpan(0, length));
        Span<float> target = inputs.Row(index);
        for (int y = 0; y < part.Height; y++)
            pixels.AsSpan(y * row, row).CopyTo(target[(((part.Y + y) * Side + part.X) * ImageTensorWriter.Channels)..]);
        ArrayPool<float>.Shared.Return(pixels);
    }
}
