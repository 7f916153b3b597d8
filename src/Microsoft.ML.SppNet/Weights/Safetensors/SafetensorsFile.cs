using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>A safetensors file: named tensors and free text, without code in them.</summary>
/// <remarks>
/// The header is checked as strictly as the reference implementation does, and against the file's length, before anything is allocated.
/// Reading is safe for several threads at once. A mapped file must not be shortened while it is open; replacing it by renaming is fine.
/// </remarks>
public sealed class SafetensorsFile : IWeightFile
{
    private const int LengthBytes = sizeof(ulong);

    private readonly SafeBuffer _bytes;
    private readonly IDisposable? _mapping;
    private readonly long _dataStart;
    private readonly Lazy<IReadOnlyDictionary<string, long[]>> _shapes;

    private SafetensorsFile(string name, SafetensorsHeader header, SafeBuffer bytes, IDisposable? mapping, long dataStart)
    {
        Name = name;
        Metadata = header.Metadata;
        Tensors = header.Tensors;
        _bytes = bytes;
        _mapping = mapping;
        _dataStart = dataStart;
        _shapes = new(() => Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.Shape.ToArray(), StringComparer.Ordinal));
    }

    /// <summary>The file's path, or the name that was given for a stream; errors begin with it.</summary>
    public string Name { get; }

    /// <summary>The texts under <c>__metadata__</c>, in the header's order; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name, in the order of their bytes in the file.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    string IWeightFile.Format => "safetensors";

    IReadOnlyList<WeightTensor> IWeightFile.Tensors =>
        [.. Tensors.Values.Select(tensor => new WeightTensor(tensor.Name, tensor.DType.ToString(), tensor.Shape))];

    IReadOnlyDictionary<string, long[]> IParameterSource.Shapes => _shapes.Value;

    /// <summary>Maps a file into memory: nothing of a tensor is read before <see cref="CopyTo"/> asks for it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not valid safetensors; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = OrdinaryFile.Open(path);
        (SafetensorsHeader header, int dataStart) = ReadHeader(path, stream, stream.Length);
        CheckLength(path, header, stream.Length - dataStart);
        using var map = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        return new SafetensorsFile(path, header, view.SafeMemoryMappedViewHandle, view, dataStart);
    }

    /// <summary>Reads a whole stream, which need not be seekable, into memory outside the managed heap.</summary>
    /// <param name="stream">A stream at the first byte of the safetensors data; it is read to its end and not closed.</param>
    /// <param name="name">How errors call it.</param>
    /// <exception cref="InvalidDataException">The stream is not valid safetensors; the message says where and why.</exception>
    public static SafetensorsFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (SafetensorsHeader header, _) = ReadHeader(name, stream, length: null);
        NativeBytes data = NativeBytes.Read(stream, header.DataLength);
        try
        {
            // One byte more than the header promises is enough to know that something follows.
            long found = (long)data.ByteLength;
            CheckLength(name, header, found == header.DataLength && stream.ReadByte() >= 0 ? found + 1 : found);
            return new SafetensorsFile(name, header, data, mapping: null, dataStart: 0);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Copies a tensor's elements, converted to float32, in row-major order.</summary>
    /// <param name="name">The tensor, of type F16, BF16, F32 or F64.</param>
    /// <param name="destination">As many elements as the tensor has.</param>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length than the tensor.</exception>
    /// <exception cref="InvalidDataException">The tensor is of another type, or an element is NaN, infinite or beyond float32.</exception>
    public unsafe void CopyTo(string name, Span<float> destination)
    {
        if (!Tensors.TryGetValue(name, out SafetensorsTensor? tensor))
            throw WeightErrors.NoTensor(Name, name);
        if (!tensor.DType.IsWeight())
            throw WeightErrors.NoWeight(Name, name, tensor.DType.ToString());
        if (destination.Length != tensor.ElementCount)
            throw new ArgumentException(WeightErrors.WrongLength(Name, name, tensor.ElementCount, destination.Length), nameof(destination));
        byte* start = null;
        _bytes.AcquirePointer(ref start);
        try
        {
            byte* source = start + _dataStart + tensor.Offset;
            int bad = WeightConversion.ToSingle(tensor.DType, source, destination);
            if (bad >= 0)
                throw WeightErrors.NotFinite(
                    Name, name, tensor.DType.ToString(), tensor.Shape, bad, WeightConversion.ValueAt(tensor.DType, source, bad));
        }
        finally
        {
            _bytes.ReleasePointer();
        }
    }

    long? IWeightFile.Counter(string name) =>
        Tensors.TryGetValue(name, out SafetensorsTensor? tensor) && tensor is { DType: SafetensorsDType.I64, ElementCount: 1 }
            ? (long)_bytes.Read<long>((ulong)(_dataStart + tensor.Offset))
            : null;

    /// <summary>Releases the mapping or the memory.</summary>
    public void Dispose()
    {
        _bytes.Dispose();
        _mapping?.Dispose();
    }

    /// <summary>Whether a file may be of this format: the header's length, then JSON.</summary>
    internal static bool Begins(ReadOnlySpan<byte> start) => start.Length > LengthBytes && start[LengthBytes] == (byte)'{';

    private static (SafetensorsHeader Header, int DataStart) ReadHeader(string name, Stream stream, long? length)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        int have = stream.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false);
        if (have < LengthBytes)
            throw SafetensorsErrors.Malformed(name, $"it has {have} bytes, expected at least the {LengthBytes} of the header's length");
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (claimed > SafetensorsHeader.MaxLength)
            throw SafetensorsErrors.Malformed(name, FileLooksLike.Kind(Beginning(prefix, stream)) is { } kind
                ? $"it looks like {kind}"
                : $"its header claims {claimed} bytes, the most allowed is {SafetensorsHeader.MaxLength}");
        if (length is long all && all - LengthBytes < (long)claimed)
            throw CutHeader(name, claimed, all - LengthBytes);
        byte[] json = ReadUpTo(stream, (int)claimed);
        return json.Length < (int)claimed
            ? throw CutHeader(name, claimed, json.Length)
            : (SafetensorsHeader.Parse(name, json), LengthBytes + json.Length);
    }

    private static byte[] Beginning(ReadOnlySpan<byte> prefix, Stream rest)
    {
        byte[] more = new byte[FileLooksLike.BytesNeeded - LengthBytes];
        int length = rest.ReadAtLeast(more, more.Length, throwOnEndOfStream: false);
        return [.. prefix, .. more.AsSpan(0, length)];
    }

    private static InvalidDataException CutHeader(string name, ulong claimed, long found) =>
        SafetensorsErrors.Malformed(name, $"its header claims {claimed} bytes, but only {found} follow");

    /// <summary>Grows with what the stream gives, since a stream's header length cannot be checked beforehand.</summary>
    private static byte[] ReadUpTo(Stream stream, int length)
    {
        byte[] bytes = new byte[Math.Min(length, 1 << 16)];
        int have = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        while (have == bytes.Length && have < length)
        {
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * have));
            have += stream.ReadAtLeast(bytes.AsSpan(have), bytes.Length - have, throwOnEndOfStream: false);
        }
        Array.Resize(ref bytes, have);
        return bytes;
    }

    private static void CheckLength(string name, SafetensorsHeader header, long found)
    {
        if (found > header.DataLength)
            throw SafetensorsErrors.Malformed(name, $"its tensors end at byte {header.DataLength} of the data, but more bytes follow");
        if (found == header.DataLength)
            return;
        SafetensorsTensor cut = header.Tensors.Values.First(tensor => tensor.Offset + tensor.ByteLength > found);
        throw SafetensorsErrors.Malformed(
            name, $"it is cut short: tensor '{cut.Name}' ends at byte {cut.Offset + cut.ByteLength} of the data, of which there are "
                + $"{found}");
    }
}
