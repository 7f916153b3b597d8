using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>Writes safetensors files as a stream: the header, then each tensor in turn. The same input gives the same bytes.</summary>
public static class SafetensorsWriter
{
    // The data begins at a multiple of this, as the reference implementation writes it.
    private const int Alignment = 8;

    /// <summary>Writes metadata and tensors.</summary>
    /// <param name="stream">Where to; need not be seekable, is not closed.</param>
    /// <param name="metadata">Free text, written in ordinal order of its keys.</param>
    /// <param name="tensors">
    /// Written in this order, but for one thing: F32 tensors come before those of 16 bits, so that every tensor begins at a multiple of its
    /// element size.
    /// </param>
    /// <exception cref="ArgumentException">A name comes twice, a shape is negative or a type cannot be written.</exception>
    /// <exception cref="InvalidDataException">
    /// A tensor gave another number of values than its shape says, or a value is NaN, infinite or beyond its type.
    /// </exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<TensorSource> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);
        Check(tensors);
        TensorSource[] ordered = [.. tensors.OrderByDescending(tensor => tensor.DType.Bits())];
        WriteHeader(stream, metadata, ordered);
        byte[] buffer = new byte[WeightConversion.Chunk * sizeof(float)];
        foreach (TensorSource tensor in ordered)
            WriteValues(stream, tensor, buffer);
    }

    private static void Check(IReadOnlyList<TensorSource> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TensorSource tensor in tensors)
        {
            if (!names.Add(tensor.Name) || tensor.Name == SafetensorsHeader.MetadataKey)
                throw new ArgumentException($"The name '{tensor.Name}' comes twice or is reserved.", nameof(tensors));
            if (tensor.DType is not (SafetensorsDType.F32 or SafetensorsDType.F16 or SafetensorsDType.BF16))
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}' is of type {tensor.DType}, expected F32, F16 or BF16.", nameof(tensors));
            if (tensor.Shape.Any(size => size < 0))
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}' has a negative dimension in its shape {ErrorText.Shape(tensor.Shape)}.", nameof(tensors));
        }
    }

    private static long Count(TensorSource tensor) => tensor.Shape.Aggregate(1L, (product, size) => checked(product * size));

    private static void WriteHeader(Stream stream, IReadOnlyDictionary<string, string> metadata, TensorSource[] tensors)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata);
            long offset = 0;
            foreach (TensorSource tensor in tensors)
            {
                long end = checked(offset + (Count(tensor) * (tensor.DType.Bits() / 8)));
                WriteEntry(writer, tensor, offset, end);
                offset = end;
            }
            writer.WriteEndObject();
        }
        int padding = -json.WrittenCount & (Alignment - 1);
        json.GetSpan(padding)[..padding].Fill((byte)' ');
        json.Advance(padding);
        if (json.WrittenCount > SafetensorsHeader.MaxLength)
            throw new ArgumentException(
                $"The header would have {json.WrittenCount} bytes, the most allowed is {SafetensorsHeader.MaxLength}.", nameof(metadata));
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.WrittenCount);
        stream.Write(length);
        stream.Write(json.WrittenSpan);
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return;
        writer.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, TensorSource tensor, long begin, long end)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", tensor.DType.ToString());
        writer.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
            writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(begin);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValues(Stream stream, TensorSource tensor, byte[] buffer)
    {
        ReadOnlySpan<float> values = tensor.Values();
        if (values.Length != Count(tensor))
            throw new InvalidDataException(
                $"Tensor '{tensor.Name}' of shape {ErrorText.Shape(tensor.Shape)} has {Count(tensor)} elements, but {values.Length} "
                    + "values came.");
        for (int start = 0; start < values.Length; start += WeightConversion.Chunk)
        {
            ReadOnlySpan<float> part = values.Slice(start, Math.Min(WeightConversion.Chunk, values.Length - start));
            Span<byte> bytes = buffer.AsSpan(0, part.Length * (tensor.DType.Bits() / 8));
            int bad = WeightConversion.FromSingle(tensor.DType, part, bytes);
            if (bad >= 0)
                throw new InvalidDataException(
                    $"Element {start + bad} of tensor '{tensor.Name}' is {ErrorText.Invariant(part[bad])}, which {tensor.DType} cannot "
                        + "hold as a finite number.");
            stream.Write(bytes);
        }
    }
}
