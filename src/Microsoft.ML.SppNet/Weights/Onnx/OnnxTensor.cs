namespace Microsoft.ML.SppNet.Weights;

/// <summary>A tensor of an ONNX file; its elements are read when they are asked for.</summary>
/// <param name="Name">Its name; empty for the value of an attribute.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Message">The bytes that describe it.</param>
internal sealed record OnnxTensor(string Name, OnnxType Type, long[] Shape, ProtobufRange Message)
{
    /// <summary>Elements as they lie in memory, where the file has them so.</summary>
    internal ProtobufRange? Raw { get; init; }

    /// <summary>Where they are outside the file.</summary>
    internal OnnxExternalData? External { get; init; }

    internal long Count => Shape.Aggregate(1L, (product, size) => product * size);

    internal string TypeName => Type.ToString().ToUpperInvariant();
}

/// <summary>Elements in a file beside the ONNX file.</summary>
internal sealed record OnnxExternalData(string Location, long Offset, long? Length);
