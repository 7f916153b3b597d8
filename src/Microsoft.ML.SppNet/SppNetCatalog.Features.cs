using Microsoft.ML.SppNet;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML;

/// <summary>The ways into SPP-net from an <see cref="MLContext"/>.</summary>
public static partial class SppNetCatalog
{
    /// <summary>Extracts fixed-length features from images of any size with the network that this package brings.</summary>
    /// <remarks>
    /// The features of <see cref="PretrainedNetworks.Default"/> at its own size, pooled by the pyramid 6, 3, 2, 1 and divided by their
    /// Euclidean length, as linear trainers like them. The other overloads take a network and all options.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Name of the new column, a vector of float32.</param>
    /// <param name="inputColumnName">A column of images, or of text with the paths of image files.</param>
    /// <example><code>mlContext.Transforms.ExtractSppFeatures("Features", "ImagePath")</code></example>
    public static SppFeatureEstimator ExtractSppFeatures(this TransformsCatalog catalog, string outputColumnName, string inputColumnName)
    {
        SppNetwork network = PretrainedNetworks.Shared.Value;
        return catalog.ExtractSppFeatures(
            outputColumnName, inputColumnName, network, size: network.Card.Size ?? 0, normalization: FeatureNormalization.L2);
    }

    /// <summary>Extracts fixed-length features from images of any size.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Name of the new column, a vector of float32.</param>
    /// <param name="inputColumnName">A column of <c>MLImage</c>, of text with the paths of image files, or of their bytes
    /// (<c>byte[]</c>).</param>
    /// <param name="network">The network; it stays the caller's, who may dispose it once the pipeline is fitted.</param>
    /// <param name="tap">The layer to read; <c>spp</c> is the deepest convolution.</param>
    /// <param name="levels">Pyramid levels over a convolution; null for 6, 3, 2, 1.</param>
    /// <param name="size">The shorter side to resize to, aspect kept; 0, the default, takes each image at its native size.</param>
    /// <param name="normalization">What is divided by its Euclidean length.</param>
    /// <example><code>mlContext.Transforms.ExtractSppFeatures("Features", "ImagePath", network, tap: "layer3", size: 224)</code></example>
    /// <exception cref="ArgumentException">The network lacks the tap (the message lists those it has), or a value is out of
    /// range.</exception>
    public static SppFeatureEstimator ExtractSppFeatures(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName, SppNetwork network, string tap = SppNetwork.SppTap,
        IReadOnlyList<int>? levels = null, int size = 0, FeatureNormalization normalization = FeatureNormalization.None) =>
        catalog.ExtractSppFeatures(
            inputColumnName, network, new SppFeatureOptions { Sizes = size == 0 ? [] : [size], Normalization = normalization },
            new SppFeatureColumn(outputColumnName) { Taps = [tap], Levels = levels ?? SpatialPyramid.Default.Levels });

    /// <summary>Extracts one or more columns of features in one pass over the images, with all options.</summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="inputColumnName">A column of <c>MLImage</c>, of text with the paths of image files, or of their bytes
    /// (<c>byte[]</c>).</param>
    /// <param name="network">The network; it stays the caller's, who may dispose it once the pipeline is fitted.</param>
    /// <param name="options">Sizes, view, flip, normalisation, precision, device, what becomes of bad images.</param>
    /// <param name="columns">The columns to make, each with its taps and pyramid levels.</param>
    /// <exception cref="ArgumentException">The network lacks a tap (the message lists those it has), or a value is out of
    /// range.</exception>
    public static SppFeatureEstimator ExtractSppFeatures(
        this TransformsCatalog catalog, string inputColumnName, SppNetwork network, SppFeatureOptions options,
        params SppFeatureColumn[] columns) =>
        new(HostRules.Environment(catalog), inputColumnName, network, options, columns);
}
