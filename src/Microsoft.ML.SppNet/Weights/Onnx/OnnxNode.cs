namespace Microsoft.ML.SppNet.Weights;

/// <summary>An operation of an ONNX graph.</summary>
internal sealed record OnnxNode(string Op, string Domain, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxAttribute> Attributes)
{
    /// <summary>Its name, or that of what it makes where it has none.</summary>
    internal string Title => Name.Length > 0 ? Name : Outputs.Count > 0 ? Outputs[0] : "";
}

/// <summary>An attribute of a node; it has one of these values, according to its kind.</summary>
internal sealed record OnnxAttribute(string Name)
{
    internal long? Number { get; init; }

    internal float? Single { get; init; }

    internal string? Text { get; init; }

    internal IReadOnlyList<long> Numbers { get; init; } = [];

    internal IReadOnlyList<float> Singles { get; init; } = [];

    internal OnnxTensor? Tensor { get; init; }
}

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions, null where they differ from run to run; null as a whole where the file does not say.</param>
internal sealed record OnnxPort(string Name, IReadOnlyList<long?>? Shape);

/// <summary>A graph as the file has it.</summary>
internal sealed record OnnxGraph(
    IReadOnlyList<OnnxNode> Nodes, OrderedDictionary<string, OnnxTensor> Initializers, IReadOnlyList<OnnxPort> Inputs,
    IReadOnlyList<OnnxPort> Outputs)
{
    /// <summary>The bytes that describe each node.</summary>
    internal IReadOnlyList<ProtobufRange> NodeMessages { get; init; } = [];
}
