using System.Buffers;
using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// Decoded pixels: rows from the top, 4 bytes a pixel, no padding between rows, colours premultiplied by alpha (transparent parts are
/// black).
/// </summary>
/// <remarks>
/// The memory comes from a pool and goes back on <see cref="Dispose"/>: whoever gets an instance disposes it, once, and holds no span of it
/// afterwards. Reading from several threads is safe, disposing meanwhile is not.
/// </remarks>
internal sealed class PixelImage : IDisposable
{
    internal const int BytesPerPixel = 4;

    private byte[]? _buffer;

    /// <summary>Rents memory for an image; its content is undefined.</summary>
    /// <remarks>The caller has checked the size against <see cref="ImageFile.MaximumPixels"/>.</remarks>
    internal PixelImage(int width, int height, PixelOrder order)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (Width, Height, Order) = (width, height, order);
        (FullWidth, FullHeight) = (width, height);
        (Horizontal, Vertical) = (new Extent(0, width), new Extent(0, height));
        _buffer = ArrayPool<byte>.Shared.Rent(checked(width * height * BytesPerPixel));
    }

    /// <summary>Decoded pixels in a row.</summary>
    internal int Width { get; }

    /// <summary>Decoded rows.</summary>
    internal int Height { get; }

    internal PixelOrder Order { get; }

    /// <summary>
    /// The photograph's own width: larger than <see cref="Width"/> where it was decoded at reduced scale. Geometry starts from it.
    /// </summary>
    internal int FullWidth { get; init; }

    /// <summary>The photograph's own height: larger than <see cref="Height"/> where it was decoded at reduced scale.</summary>
    internal int FullHeight { get; init; }

    /// <summary>The decoded columns that the photograph covers.</summary>
    internal Extent Horizontal { get; init; }

    /// <summary>The decoded rows that the photograph covers.</summary>
    internal Extent Vertical { get; init; }

    /// <summary><c>Height * Width * 4</c> bytes.</summary>
    internal Span<byte> Pixels => Buffer.AsSpan(0, Width * Height * BytesPerPixel);

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(PixelImage));

    /// <summary>Copies the pixels of an ML.NET image, which stays the caller's.</summary>
    internal static PixelImage From(MLImage image)
    {
        var copy = new PixelImage(image.Width, image.Height, image.PixelFormat == MLPixelFormat.Rgba32 ? PixelOrder.Rgba : PixelOrder.Bgra);
        image.Pixels.CopyTo(copy.Pixels);
        return copy;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
