namespace Microsoft.ML.SppNet.Weights;

/// <summary>A TorchScript program, which torch.jit.save wrote: code and weights in one zip archive. Opening it here reads
/// neither.</summary>
internal sealed class TorchScriptFile(MappedFile file) : IWeightFile
{
    public string Name => file.Name;

    public string Format => "TorchScript";

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public IReadOnlyList<WeightTensor> Tensors => [];

    public IReadOnlyDictionary<string, long[]> Shapes { get; } = new Dictionary<string, long[]>();

    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidDataException">It is longer than 2 GiB.</exception>
    internal byte[] Bytes() => file.Length <= Array.MaxLength
        ? file.Slice(0, (int)file.Length).ToArray()
        : throw new InvalidDataException($"'{Name}' has {file.Length} bytes, more than a TorchScript program may have here.");

    public long? Counter(string name) => null;

    public void CopyTo(string name, Span<float> destination) => throw WeightErrors.NoTensor(Name, name);

    public void Dispose() => file.Dispose();
}
