using System.Runtime.InteropServices;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>Turns decoded pixels upright as the EXIF tag 0x0112 (Orientation) says.</summary>
internal static class ImageOrientation
{
    private const int TileSide = 32;

    /// <summary>The image itself where it is upright; else a turned copy, the image being disposed.</summary>
    internal static PixelImage Upright(PixelImage image, SKEncodedOrigin origin)
    {
        if (origin is < SKEncodedOrigin.TopRight or > SKEncodedOrigin.LeftBottom)
            return image;
        using (image)
        {
            // The upright image read along its stored columns and rows: backwards where mirrored, columns for rows where transposed.
            Extent columns = image.Horizontal, rows = image.Vertical;
            bool mirrorColumns = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight or SKEncodedOrigin.RightBottom
                or SKEncodedOrigin.LeftBottom;
            bool mirrorRows = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightTop
                or SKEncodedOrigin.RightBottom;
            columns = mirrorColumns ? Mirror(columns, image.Width) : columns;
            rows = mirrorRows ? Mirror(rows, image.Height) : rows;
            bool transpose = origin >= SKEncodedOrigin.LeftTop;
            PixelImage upright = transpose
                ? new(image.Height, image.Width, image.Order)
                { FullWidth = image.FullHeight, FullHeight = image.FullWidth, Horizontal = rows, Vertical = columns }
                : new(image.Width, image.Height, image.Order)
                    { FullWidth = image.FullWidth, FullHeight = image.FullHeight, Horizontal = columns, Vertical = rows };
            Copy(image, upright, transpose, mirrorColumns, mirrorRows);
            return upright;
        }
    }

    private static Extent Mirror(Extent extent, int length) => new(length - extent.Start - extent.Length, extent.Length);

    private static void Copy(PixelImage image, PixelImage upright, bool transpose, bool mirrorColumns, bool mirrorRows)
    {
        int columnStep = mirrorColumns ? -1 : 1, rowStep = mirrorRows ? -image.Width : image.Width;
        int origin = (mirrorColumns ? image.Width - 1 : 0) + (mirrorRows ? (image.Height - 1) * image.Width : 0);
        (int stepX, int stepY) = transpose ? (rowStep, columnStep) : (columnStep, rowStep);
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(image.Pixels);
        Span<uint> target = MemoryMarshal.Cast<byte, uint>(upright.Pixels);
        // Tile by tile: reading down the columns of a large image would otherwise miss the cache at every pixel.
        for (int top = 0; top < upright.Height; top += TileSide)
        {
            for (int left = 0; left < upright.Width; left += TileSide)
            {
                int right = Math.Min(left + TileSide, upright.Width), bottom = Math.Min(top + TileSide, upright.Height);
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                        target[y * upright.Width + x] = source[origin + y * stepY + x * stepX];
                }
            }
        }
    }
}
