using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Windows without a network: a vector of a few numbers is worked out from a window's place and the colour at its
/// centre.</summary>
internal sealed class PlaneFeatures : IWindowFeatures
{
    internal const int Count = 12;

    public int Length => Count;

    public SppNetwork Network => throw new NotSupportedException();

    public IImageWindows Prepare(PixelImage image, bool mirrored) =>
        new Windows(image.Width, image.Height, image.Pixels.ToArray(), mirrored);

    public IImageWindows Read(BinaryReader reader)
    {
        (int width, int height, bool mirrored) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean());
        return new Windows(width, height, reader.ReadBytes(width * height * 4), mirrored);
    }

    public void Dispose()
    {
    }

    private sealed class Windows(int width, int height, byte[] pixels, bool mirrored) : IImageWindows
    {
        public int Width => width;

        public int Height => height;

        public long Bytes => pixels.Length;

        public void ForEachBlock(IReadOnlyList<ImageBox> windows, WindowBlock use)
        {
            foreach (int[] block in Enumerable.Range(0, windows.Count).Chunk(7))
            {
                using var rows = new NativeTensor(block.Length, Count);
                for (int index = 0; index < block.Length; index++)
                    Fill(windows[block[index]], rows.Row(index));
                use(block, rows);
            }
        }

        public void Write(BinaryWriter writer)
        {
            writer.Write(width);
            writer.Write(height);
            writer.Write(mirrored);
            writer.Write(pixels);
        }

        public void Dispose()
        {
        }

        private void Fill(ImageBox window, Span<float> row)
        {
            int x = (int)((window.Left + window.Right) / 2), y = (int)((window.Top + window.Bottom) / 2);
            int pixel = 4 * (y * width + (mirrored ? width - 1 - x : x));
            (double red, double green, double blue) =
                (pixels[pixel] / 128.0 - 1, pixels[pixel + 1] / 128.0 - 1, pixels[pixel + 2] / 128.0 - 1);
            double side = Math.Log(window.Width / 20), shape = Math.Log(window.Height / 20);
            double[] values = [red, green, blue, side, shape, red * side, green * side, blue * side, red * shape, green * shape, blue
                * shape, side * shape];
            for (int index = 0; index < Count; index++)
                row[index] = (float)values[index];
        }
    }
}
