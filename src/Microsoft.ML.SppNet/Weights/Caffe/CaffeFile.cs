using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>A .caffemodel: layers with their parameters, called <c>NAME.weight</c> and <c>NAME.bias</c> here. Elements are read from the
/// mapped file.</summary>
internal sealed class CaffeFile : IWeightFile
{
    private readonly ProtobufSource _source;
    private readonly OrderedDictionary<string, CaffeBlob> _blobs = new(StringComparer.Ordinal);

    private CaffeFile(ProtobufSource source)
    {
        _source = source;
        Layers = CaffeModelReader.Read(source);
        foreach (CaffeLayer layer in Layers)
        {
            for (int index = 0; index < layer.Blobs.Count; index++)
            {
                if (!_blobs.TryAdd(layer.Name + Ending(index), layer.Blobs[index]))
                    throw source.Refused($"it has two layers '{layer.Name}' with weights");
            }
        }

        Shapes = _blobs.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);
        Tensors = [.. _blobs.Select(entry => new WeightTensor(entry.Key, entry.Value.TypeName, entry.Value.Shape))];
    }

    public string Name => _source.File.Name;

    public string Format => "Caffe";

    internal IReadOnlyList<CaffeLayer> Layers { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public IReadOnlyList<WeightTensor> Tensors { get; }

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    /// <summary>
    /// Caffe has no mark: a net begins with its name (field 1), a text, and another of its fields follows; or, where it has none, with a
    /// layer whose first field is one that layers have.
    /// </summary>
    internal static bool Begins(ReadOnlySpan<byte> start)
    {
        if (start is [0x0A, < 0x80 and var length, ..] && start.Length > length + 2)
            return !start.Slice(2, length).ContainsAnyInRange((byte)0, (byte)0x1F) && IsField(start[(2 + length)..]);
        return start is [0xA2, 0x06, ..] or [0x12, _, 0x0A or 0x12 or 0x22, ..] or [0x12, >= 0x80, _, 0x0A or 0x12 or 0x22, ..];

        // input, input_dim, force_backward, input_shape, layers of V1, layer.
        static bool IsField(ReadOnlySpan<byte> tag) =>
            tag is [0x12 or 0x1A or 0x20 or 0x22 or 0x28 or 0x32 or 0x3A or 0x42, ..] or [0xA2, 0x06, ..];
    }

    /// <summary>Takes the file over, unless it is refused.</summary>
    internal static CaffeFile Open(MappedFile file) => new(new ProtobufSource(file, "Caffe", int.MaxValue));

    public unsafe void CopyTo(string name, Span<float> destination)
    {
        if (!_blobs.TryGetValue(name, out CaffeBlob? blob))
            throw WeightErrors.NoTensor(Name, name);
        if (destination.Length != blob.Count)
            throw new ArgumentException(WeightErrors.WrongLength(Name, name, blob.Count, destination.Length), nameof(destination));
        byte[] doubles = blob.IsDouble ? new byte[sizeof(double) * blob.Count] : [];
        Span<byte> bytes = blob.IsDouble ? doubles : MemoryMarshal.AsBytes(destination);
        CaffeBlobReader.CopyTo(_source, blob, bytes);
        SafetensorsDType type = blob.IsDouble ? SafetensorsDType.F64 : SafetensorsDType.F32;
        fixed (byte* start = bytes)
        {
            int bad = WeightConversion.ToSingle(type, start, destination);
            if (bad >= 0)
                throw WeightErrors.NotFinite(Name, name, blob.TypeName, blob.Shape, bad, WeightConversion.ValueAt(type, start, bad));
        }
    }

    public long? Counter(string name) => null;

    public void Dispose() => _source.File.Dispose();

    private static string Ending(int index) => index switch { 0 => ".weight", 1 => ".bias", _ => $".blob{index + 1}" };
}
