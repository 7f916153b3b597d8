using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet;

/// <summary>How images are brought to the network and its outputs to vectors.</summary>
public sealed class SppFeatureOptions
{
    /// <summary>The shorter side, in pixels, to which images are resized with their aspect kept; several sizes are combined as
    /// <see cref="Combine"/> says.</summary>
    /// <value>The default, none, takes every image at its native size. The paper's full-image features use 224 on Caltech-101 and 392 on
    /// VOC 2007.</value>
    public IReadOnlyList<int> Sizes { get; init => field = [.. value]; } = [];

    /// <summary>What becomes of the vectors of several sizes.</summary>
    /// <value>The default is <see cref="SizeCombination.Concatenate"/>.</value>
    public SizeCombination Combine { get; init; }

    /// <summary>What the network sees of an image.</summary>
    /// <value>The default is <see cref="ImageView.Full"/>; the other views need a size.</value>
    public ImageView View { get; init; }

    /// <summary>Whether the mirrored image is run too and both vectors are averaged.</summary>
    /// <value>The default is false.</value>
    public bool Flip { get; init; }

    /// <summary>Views of an image that the network classifies one by one; the tap <c>logits</c> then gives the logarithms of the averaged
    /// probabilities.</summary>
    /// <value>The default, null, takes the one view of <see cref="View"/>.</value>
    public TestViews? TestViews { get; init; }

    /// <summary>How pixels are weighted where an image is resized.</summary>
    /// <value>The default is <see cref="ResizeKernel.Triangle"/>, antialiased.</value>
    public ResizeKernel Kernel { get; init; }

    /// <summary>What is divided by its Euclidean length; a vector of zeros stays as it is.</summary>
    /// <value>The default is <see cref="FeatureNormalization.None"/>.</value>
    public FeatureNormalization Normalization { get; init; }

    /// <summary>The most images in one run of the network. Only images of equal size share a run, and large ones are split; results do not
    /// depend on it.</summary>
    /// <value>The default, 0, takes what suits the device: on the CPU one for every two threads, 8 at most; on a GPU 64.</value>
    public int BatchSize { get; init; }

    /// <summary>The number format of the convolutions.</summary>
    /// <value>The default is <see cref="InferencePrecision.Float32"/>.</value>
    public InferencePrecision Precision { get; init; }

    /// <summary>The GPU to run on.</summary>
    /// <value>The default, null, takes <c>MLContext.GpuDeviceId</c>, which is null for the CPU.</value>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether to run on the CPU where the GPU asked for is not there, rather than fail.</summary>
    /// <value>The default, null, takes <c>MLContext.FallbackToCpu</c>.</value>
    public bool? FallbackToCpu { get; init; }

    /// <summary>The folder that the paths of a text column are relative to. Without effect on a column of images or bytes.</summary>
    /// <value>The default, null, is the current folder.</value>
    public string? ImageFolder { get; init; }

    /// <summary>
    /// What becomes of a row whose image cannot be used. Without effect on a <see cref="SppFeatureExtractor"/>, which throws, or gives the
    /// error in the image's place.
    /// </summary>
    /// <value>The default is <see cref="BadImages.Throw"/>.</value>
    public BadImages BadImages { get; init; }

    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal void Check()
    {
        foreach (int size in Sizes)
        {
            if (size is < 1 or > 16384)
                throw new ArgumentException($"A size is the shorter side in pixels, from 1 to 16384, not {size}.", nameof(Sizes));
        }

        if (BatchSize is < 0 or > 4096)
            throw new ArgumentException($"BatchSize is a number of images from 1 to 4096, or 0 for what suits the device, not {BatchSize}.",
                nameof(BatchSize));
        if (Sizes.Count == 0 && View != ImageView.Full)
            throw new ArgumentException($"The view {View} needs a size, such as 224; only the full view works at native size.",
                nameof(View));
        Choices.Defined(Combine);
        Choices.Defined(View);
        Choices.Defined(Kernel);
        Choices.Defined(Normalization);
        Choices.Defined(Precision);
        Choices.Defined(BadImages);
    }
}
