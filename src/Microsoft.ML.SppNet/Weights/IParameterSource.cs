namespace Microsoft.ML.SppNet.Weights;

/// <summary>Tensors by name, wherever they come from: a weight file, a saved model, a random generator.</summary>
internal interface IParameterSource
{
    /// <summary>How errors call it.</summary>
    string Name { get; }

    /// <summary>Name and shape of each tensor.</summary>
    IReadOnlyDictionary<string, long[]> Shapes { get; }

    /// <summary>Writes a tensor's elements in row-major order.</summary>
    void CopyTo(string name, Span<float> destination);
}
