using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>A state dictionary that torch.save wrote, in either of its formats. Elements are read from the mapped file when they are asked
/// for.</summary>
internal sealed class PyTorchFile : IWeightFile
{
    private readonly MappedFile _file;
    private readonly OrderedDictionary<string, PyTorchTensor> _tensors;
    private readonly Dictionary<PyTorchStorage, ZipEntry> _places;

    internal PyTorchFile(MappedFile file, OrderedDictionary<string, PyTorchTensor> tensors, Dictionary<PyTorchStorage, ZipEntry> places)
    {
        _file = file;
        _tensors = tensors;
        _places = places;
        Shapes = tensors.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);
        Tensors = [.. tensors.Select(entry => new WeightTensor(entry.Key, entry.Value.Storage.Type.ToString(), entry.Value.Shape))];
    }

    public string Name => _file.Name;

    public string Format => "PyTorch";

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public IReadOnlyList<WeightTensor> Tensors { get; }

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    public unsafe void CopyTo(string name, Span<float> destination)
    {
        if (!_tensors.TryGetValue(name, out PyTorchTensor? tensor))
            throw WeightErrors.NoTensor(Name, name);
        SafetensorsDType type = tensor.Storage.Type;
        if (!type.IsWeight())
            throw WeightErrors.NoWeight(Name, name, type.ToString());
        if (destination.Length != tensor.Count)
            throw new ArgumentException(WeightErrors.WrongLength(Name, name, tensor.Count, destination.Length), nameof(destination));
        fixed (float* pinned = destination)
        {
            float* start = pinned;
            int count = destination.Length;
            (int bad, double value) = ZipContent.WithPointer(_file, _places[tensor.Storage],
                bytes => StridedCopy.ToSingle(tensor, bytes, new Span<float>(start, count)));
            if (bad >= 0)
                throw WeightErrors.NotFinite(Name, name, type.ToString(), tensor.Shape, bad, value);
        }
    }

    public long? Counter(string name)
    {
        if (!_tensors.TryGetValue(name, out PyTorchTensor? tensor) || tensor.Storage.Type != SafetensorsDType.I64 || tensor.Count != 1)
            return null;
        return ZipContent.With(_file, _places[tensor.Storage],
            bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes[(int)(tensor.Offset * sizeof(long))..]));
    }

    public void Dispose() => _file.Dispose();
}
