namespace Microsoft.ML.SppNet.Weights;

/// <summary>A layer of a Caffe net: what it is called and reads, its parameters, and what the file says of how it computes.</summary>
/// <param name="Name">Its name, which its parameters bear too.</param>
/// <param name="Inputs">Names of what it reads.</param>
/// <param name="Outputs">Names of what it makes; a layer that works in place makes what it reads.</param>
internal sealed record CaffeLayer(string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    internal CaffeKind Kind { get; init; }

    internal IReadOnlyList<CaffeBlob> Blobs { get; init; } = [];

    /// <summary>Filters, strides, pads and groups; null where the layer is no convolution or the file does not say.</summary>
    internal CaffeWindow? Convolution { get; init; }

    /// <summary>Windows of a pooling; null where the layer is none or the file does not say.</summary>
    internal CaffeWindow? Pooling { get; init; }

    /// <summary>Constants of a local response normalisation; null where the layer is none or the file does not say.</summary>
    internal CaffeNormalization? Normalization { get; init; }
}

/// <summary>What a layer does, as far as that matters for its parameters and their order.</summary>
internal enum CaffeKind
{
    Other,
    Convolution,
    InnerProduct,
    Pooling,
    Normalization,
    Concat,
    Flatten,
}

/// <summary>Windows of a convolution or pooling; sides that are not said are Caffe's usual ones.</summary>
internal sealed record CaffeWindow(int Height, int Width, int StrideHeight, int StrideWidth, int PadHeight, int PadWidth, int Groups);

/// <summary>Constants of a local response normalisation.</summary>
internal sealed record CaffeNormalization(int Size, float Alpha, float Beta, float K, bool WithinChannel);

/// <summary>The parameters of a layer, or one of their kinds; elements are read when they are asked for.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Message">The bytes that describe it.</param>
/// <param name="IsDouble">Whether its elements are doubles.</param>
internal sealed record CaffeBlob(long[] Shape, ProtobufRange Message, bool IsDouble)
{
    internal long Count => Shape.Aggregate(1L, (product, size) => product * size);

    internal string TypeName => IsDouble ? "double" : "float";
}
