namespace Microsoft.ML.SppNet.Weights;

/// <summary>A file of weights with what stands beside it.</summary>
internal sealed class DescribedFile(IWeightFile file, IReadOnlyDictionary<string, string> beside) : IWeightFile
{
    public string Name => file.Name;

    public string Format => file.Format;

    /// <summary>The file's own texts before those beside it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } =
        file.Metadata.Concat(beside.Where(entry => !file.Metadata.ContainsKey(entry.Key))).ToDictionary();

    public IReadOnlyList<WeightTensor> Tensors => file.Tensors;

    public IReadOnlyDictionary<string, long[]> Shapes => file.Shapes;

    public long? Counter(string name) => file.Counter(name);

    public void CopyTo(string name, Span<float> destination) => file.CopyTo(name, destination);

    public void Dispose() => file.Dispose();
}
