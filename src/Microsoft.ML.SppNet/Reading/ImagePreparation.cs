using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Reading;

/// <summary>How images become a network's inputs, whatever is then done with them.</summary>
internal sealed record ImagePreparation
{
    /// <summary>The size that stands for "as the image is".</summary>
    internal const int NativeSize = 0;

    /// <summary>Shorter sides in pixels, one input for each; <see cref="NativeSize"/> alone where images stay as they are.</summary>
    internal required IReadOnlyList<int> Sizes { get; init; }

    internal ImageView View { get; init; }

    /// <summary>The inputs of an image of a width and height, where they are more than one view at each size; null where they are
    /// that.</summary>
    internal Func<int, int, ImageGeometry[]>? Views { get; init; }

    internal ResizeKernel Kernel { get; init; }

    internal required Preprocessing Preprocessing { get; init; }

    /// <summary>What keeps the network from reading an input, as the end of a sentence that began with the image's size; null where nothing
    /// does.</summary>
    internal Func<ImageGeometry, string?> Problem { get; init; } = _ => null;

    /// <summary>
    /// What a decoder is told: the largest of the sizes, which the shorter side becomes in every view; <see cref="NativeSize"/> where every
    /// decoded pixel counts. Without antialiasing an output pixel is made of two source pixels however many there are: of a reduced image
    /// they are others.
    /// </summary>
    internal int MinimumShorterSide => Kernel == ResizeKernel.Triangle ? Sizes.Max() : NativeSize;

    /// <summary>What an image becomes, one geometry for each input.</summary>
    /// <exception cref="ImageReadException">One of them is too large.</exception>
    internal ImageGeometry[] Geometries(int width, int height) =>
        Views is { } views ? views(width, height) : [.. Sizes.Select(size => ImageGeometry.For(width, height, size, View))];
}
