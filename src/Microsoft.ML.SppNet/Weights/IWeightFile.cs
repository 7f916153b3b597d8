namespace Microsoft.ML.SppNet.Weights;

/// <summary>A file of weights, whatever its format: named tensors, and what the file says of itself. Nothing of a tensor is read before it
/// is asked for.</summary>
internal interface IWeightFile : IParameterSource, IDisposable
{
    /// <summary>The format's name, as <c>safetensors</c>.</summary>
    string Format { get; }

    /// <summary>Texts beside the tensors; the model card is among them where the file carries one.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the file's order, with the element type in the format's own words.</summary>
    IReadOnlyList<WeightTensor> Tensors { get; }

    /// <summary>A tensor of a single whole number, as PyTorch counts batches; null where there is none of that name.</summary>
    long? Counter(string name);
}

/// <summary>What a weight file says of one tensor.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its element type in the format's own words.</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a single number.</param>
internal sealed record WeightTensor(string Name, string Type, IReadOnlyList<long> Shape)
{
    internal long ElementCount => Shape.Aggregate(1L, (product, size) => product * size);
}
