using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>What a name of an ONNX graph stands for while the graph is read.</summary>
internal abstract record OnnxValue;

/// <summary>The image, or what simple arithmetic at the front made of it: y = scale · x + shift for each channel.</summary>
internal sealed record OnnxImage(OnnxFront Front) : OnnxValue;

/// <summary>One channel of the image.</summary>
internal sealed record OnnxPlane(OnnxFront Front, int Channel) : OnnxValue;

/// <summary>A value of the trunk.</summary>
internal sealed record OnnxMap(int Value) : OnnxValue;

/// <summary>A value of the trunk with zeros around it, for the convolution or average that reads it.</summary>
internal sealed record OnnxPadded(int Value, Pads Pads) : OnnxValue;

/// <summary>Some cells of a value of the trunk, or the largest of some: on the way to a pyramid.</summary>
internal sealed record OnnxPart(int Value) : OnnxValue;

/// <summary>A vector per image: the cells of a map in a row, then fully connected layers.</summary>
/// <param name="Trunk">The map.</param>
/// <param name="Layers">The layers so far.</param>
internal sealed record OnnxRow(int Trunk, IReadOnlyList<Linear> Layers) : OnnxValue
{
    /// <summary>Length of the vector; 0 as long as nothing says.</summary>
    internal long Length { get; init; }

    /// <summary>Length of the vector that the first layer reads; 0 where there is none.</summary>
    internal long Inputs { get; init; }

    internal bool HasSoftmax { get; init; }

    /// <summary>Why the classifier ends before this value, as the end of a sentence; null where it does not.</summary>
    internal string? Ended { get; init; }
}

/// <summary>A tensor of the file.</summary>
internal sealed record OnnxConstant(OnnxTensor Tensor) : OnnxValue
{
    /// <summary>Its dimensions, which reshaping may have changed.</summary>
    internal IReadOnlyList<long> Shape { get; init; } = Tensor.Shape;
}

/// <summary>The shape of a value, or a number computed of it: what a flattening is told.</summary>
internal sealed record OnnxShape : OnnxValue;
