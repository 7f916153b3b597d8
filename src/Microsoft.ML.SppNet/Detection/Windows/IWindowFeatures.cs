using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>What turns windows of images into vectors.</summary>
internal interface IWindowFeatures : IDisposable
{
    /// <summary>The length of a vector.</summary>
    int Length { get; }

    /// <summary>The network as it is used, its padding included.</summary>
    SppNetwork Network { get; }

    /// <summary>Does what is done once per image.</summary>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <param name="mirrored">Whether left and right are swapped.</param>
    /// <exception cref="ImageReadException">The image is not what the network can read.</exception>
    IImageWindows Prepare(PixelImage image, bool mirrored);

    /// <summary>Reads what <see cref="IImageWindows.Write"/> wrote.</summary>
    IImageWindows Read(BinaryReader reader);
}

/// <summary>An image of which windows can be asked for.</summary>
internal interface IImageWindows : IDisposable
{
    /// <summary>Columns of the image.</summary>
    int Width { get; }

    /// <summary>Rows of the image.</summary>
    int Height { get; }

    /// <summary>Memory that it takes.</summary>
    long Bytes { get; }

    /// <summary>Makes vectors of windows, block after block, in memory that is used again.</summary>
    /// <param name="windows">Windows of some area inside the image.</param>
    /// <param name="use">Is given each block.</param>
    void ForEachBlock(IReadOnlyList<ImageBox> windows, WindowBlock use);

    /// <summary>Writes all that is needed to ask for windows later.</summary>
    void Write(BinaryWriter writer);
}

/// <summary>Takes the vectors of some windows.</summary>
/// <param name="windows">Which windows, as indices; every window comes once, in any order.</param>
/// <param name="rows">A row for each, and others behind them that mean nothing; valid during the call.</param>
internal delegate void WindowBlock(ReadOnlySpan<int> windows, NativeTensor rows);
