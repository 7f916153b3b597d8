using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>An ONNX file: a graph and its tensors, elements read from the mapped file, or from files beside it, when they are asked
/// for.</summary>
internal sealed class OnnxFile : IWeightFile
{
    /// <summary>
    /// Entry of the metadata with which a file that this library wrote says which nodes its model card is of: a hash of them. Where another
    /// program has changed them, the card is passed over.
    /// </summary>
    internal const string GraphDigest = "sppnet.graph";

    private const int MostFields = 2_000_000, MostWholeNumbers = 1 << 16;

    private readonly ProtobufSource _source;
    private readonly Dictionary<string, MappedFile> _beside = new(StringComparer.Ordinal);

    private OnnxFile(ProtobufSource source)
    {
        _source = source;
        (Graph, Dictionary<string, string> metadata) = OnnxModelReader.Read(source);
        Metadata = IsOfThisGraph(metadata)
            ? metadata
            : metadata.Where(entry => !entry.Key.StartsWith("sppnet.", StringComparison.Ordinal)).ToDictionary();
        Shapes = Graph.Initializers.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);
        foreach (OnnxTensor tensor in Graph.Initializers.Values.Where(tensor => tensor.External is not null
            && tensor.Type.AsSafetensors() is not null))
            Elements(tensor, tensor.Type.AsSafetensors()!.Value);
        Tensors = [.. Graph.Initializers.Select(entry => new WeightTensor(entry.Key, entry.Value.TypeName, entry.Value.Shape))];
    }

    public string Name => _source.File.Name;

    public string Format => "ONNX";

    internal OnnxGraph Graph { get; }

    /// <summary>Bytes of the file and of those beside it that are open.</summary>
    internal long Length => _source.File.Length + _beside.Values.Sum(file => file.Length);

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyList<WeightTensor> Tensors { get; }

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    /// <summary>ONNX has no mark: a model begins with its version of the format (field 1), and another of its fields follows.</summary>
    internal static bool Begins(ReadOnlySpan<byte> start) =>
        start is [0x08, >= 1 and < 0x40, 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42 or 0x72, ..];

    /// <summary>Takes the file over, unless it is refused.</summary>
    internal static OnnxFile Open(MappedFile file) => new(new ProtobufSource(file, "ONNX", MostFields));

    public void CopyTo(string name, Span<float> destination) =>
        CopyTo(Graph.Initializers.TryGetValue(name, out OnnxTensor? tensor)
            ? tensor
            : throw WeightErrors.NoTensor(Name, name), destination);

    public long? Counter(string name) => null;

    public void Dispose()
    {
        foreach (MappedFile file in _beside.Values)
            file.Dispose();
        _source.File.Dispose();
    }

    /// <summary>A tensor's elements as float32.</summary>
    /// <exception cref="InvalidDataException">They are no numbers of weights, not finite, or not where the file says.</exception>
    internal unsafe void CopyTo(OnnxTensor tensor, Span<float> destination)
    {
        if (!tensor.Type.IsWeight())
            throw new InvalidDataException(
                $"'{Name}': tensor '{tensor.Name}' is of type {tensor.TypeName}, expected FLOAT, FLOAT16, BFLOAT16 or DOUBLE for weights.");
        if (destination.Length != tensor.Count)
            throw new ArgumentException(WeightErrors.WrongLength(Name, tensor.Name, tensor.Count, destination.Length), nameof(destination));
        SafetensorsDType type = tensor.Type.AsSafetensors()!.Value;
        fixed (byte* bytes = Elements(tensor, type))
        {
            int bad = WeightConversion.ToSingle(type, bytes, destination);
            if (bad >= 0)
                throw WeightErrors.NotFinite(Name, tensor.Name, tensor.TypeName, tensor.Shape, bad,
                    WeightConversion.ValueAt(type, bytes, bad));
        }
    }

    internal float[] Floats(OnnxTensor tensor)
    {
        if (tensor.External is { } outside)
            Outside(tensor, outside, LengthOf(tensor, tensor.Type.AsSafetensors() ?? SafetensorsDType.F32));
        float[] values = new float[tensor.Count];
        CopyTo(tensor, values);
        return values;
    }

    /// <summary>The elements of a list of whole numbers: a shape, axes, indices.</summary>
    internal long[] WholeNumbers(OnnxTensor tensor)
    {
        if (tensor.Type is not (OnnxType.Int64 or OnnxType.Int32) || tensor.Count > MostWholeNumbers)
            throw _source.Refused(
                $"tensor '{tensor.Name}' is {tensor.TypeName} {ErrorText.Shape(tensor.Shape)} where a list of whole numbers is wanted");
        ReadOnlySpan<byte> bytes = Elements(tensor, tensor.Type.AsSafetensors()!.Value);
        return tensor.Type == OnnxType.Int64
            ? MemoryMarshal.Cast<byte, long>(bytes).ToArray()
            : [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(number => (long)number)];
    }

    private bool IsOfThisGraph(Dictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(GraphDigest, out string? digest))
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ProtobufRange node in Graph.NodeMessages)
            hash.AppendData(_source.File.Slice(node.Start, (int)node.Length));
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == digest;
    }

    private ReadOnlySpan<byte> Elements(OnnxTensor tensor, SafetensorsDType type)
    {
        int length = LengthOf(tensor, type);
        if (tensor.External is { } outside)
            return Outside(tensor, outside, length);
        return tensor.Raw is { } raw ? _source.File.Slice(raw.Start, (int)raw.Length) : OnnxElements.Bytes(_source, tensor, type);
    }

    private int LengthOf(OnnxTensor tensor, SafetensorsDType type)
    {
        long length = tensor.Count * (type.Bits() / 8);
        return length <= int.MaxValue
            ? (int)length
            : throw _source.Refused($"tensor '{tensor.Name}' has {length} bytes, more than any network's");
    }

    private ReadOnlySpan<byte> Outside(OnnxTensor tensor, OnnxExternalData outside, int length)
    {
        if (!_beside.TryGetValue(outside.Location, out MappedFile? file))
            _beside[outside.Location] = file = OpenBeside(tensor, outside.Location);
        if ((outside.Length ?? length) != length || outside.Offset > file.Length - length)
            throw _source.Refused(
                $"tensor '{tensor.Name}' is to be {length} bytes at byte {outside.Offset} of '{outside.Location}', "
                + $"which has {file.Length}");
        return file.Slice(outside.Offset, length);
    }

    /// <summary>Only files of the same folder or below it are opened, links followed.</summary>
    private MappedFile OpenBeside(OnnxTensor tensor, string location)
    {
        string folder = Path.GetDirectoryName(RealPath.Of(Name))!;
        string path = location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location)
            ? ""
            : RealPath.Of(Path.Combine(folder, location));
        if (!path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw _source.Refused($"tensor '{tensor.Name}' is to be read from '{location}', outside the file's own folder");
        return File.Exists(path) ? MappedFile.Open(path)
            : throw _source.Refused($"the elements of tensor '{tensor.Name}' are in '{location}', which is not beside it");
    }
}
