using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// An image moved, scaled or turned at its size: each pixel is what lay where it came from, between pixels weighted by distance (bilinear),
/// and grey where nothing lay.
/// </summary>
internal static class ChangedImage
{
    private const int Channels = ImageTensorWriter.Channels;

    /// <summary>Writes a changed image, H × W × 3.</summary>
    internal static void Write(NetworkInput image, ImageChange change, double amount, float[] grey, Span<float> target)
    {
        (double middleX, double middleY) = ((image.Width - 1) / 2.0, (image.Height - 1) / 2.0);
        (double sine, double cosine) = Math.SinCos(amount * Math.PI / 180);
        for (int row = 0; row < image.Height; row++)
        {
            for (int column = 0; column < image.Width; column++)
            {
                (double x, double y) = (column - middleX, row - middleY);
                (double fromX, double fromY) = change switch
                {
                    ImageChange.VerticalTranslation => (x, y - amount),
                    ImageChange.Scale => (x / amount, y / amount),
                    // Rows count downwards: the picture turns counter-clockwise.
                    _ => (x * cosine - y * sine, x * sine + y * cosine),
                };
                Sample(image, fromX + middleX, fromY + middleY, grey, target.Slice((row * image.Width + column) * Channels, Channels));
            }
        }
    }

    private static void Sample(NetworkInput image, double x, double y, float[] grey, Span<float> pixel)
    {
        (int left, int top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        (double right, double down) = (x - left, y - top);
        for (int channel = 0; channel < Channels; channel++)
        {
            double upper = Value(left, top) * (1 - right) + (right > 0 ? Value(left + 1, top) * right : 0);
            double lower = down > 0 ? Value(left, top + 1) * (1 - right) + (right > 0 ? Value(left + 1, top + 1) * right : 0) : 0;
            pixel[channel] = (float)(upper * (1 - down) + lower * down);

            float Value(int column, int row) => (uint)column < (uint)image.Width && (uint)row < (uint)image.Height
                ? image.Pixels[(row * image.Width + column) * Channels + channel]
                : grey[channel];
        }
    }
}
