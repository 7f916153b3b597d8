using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Unicode;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// The checked header of a safetensors file: everything in it is consistent in itself, but not yet held against the file's
/// length.
/// </summary>
/// <remarks>
/// As strict as the reference implementation (github.com/huggingface/safetensors): the tensors' bytes follow one another from the
/// first byte of the data to the last, with neither overlaps nor holes, and no key comes twice.
/// </remarks>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, SafetensorsTensor> Tensors, long DataLength)
{
    /// <summary>The length of a header that the reference implementation still accepts.</summary>
    internal const int MaxLength = 100_000_000;

    /// <summary>The key of the free text beside the tensors.</summary>
    internal const string MetadataKey = "__metadata__";

    // An entry needs three levels; whatever is nested deeper is not a header.
    private const int MaxDepth = 8;

    /// <summary>Reads the header's JSON, the bytes after the 8-byte length.</summary>
    /// <exception cref="InvalidDataException">The JSON or what it says is wrong.</exception>
    internal static SafetensorsHeader Parse(string file, ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty || json.Span[0] != (byte)'{')
            throw SafetensorsErrors.Malformed(file, "its header does not begin with '{'");
        if (!Utf8.IsValid(json.Span))
            throw SafetensorsErrors.Malformed(file, "its header is not UTF-8 text");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(file, document.RootElement);
        }
        catch (JsonException error)
        {
            throw SafetensorsErrors.Malformed(file, $"its header is not JSON: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // Half of an escaped surrogate pair passes the parser and fails only when it becomes a string.
            throw SafetensorsErrors.Malformed(file, "its header has text that is not Unicode", error);
        }
    }

    private static SafetensorsHeader Read(string file, JsonElement root)
    {
        var metadata = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        bool metadataSeen = false;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey))
            {
                if (metadataSeen)
                    throw SafetensorsErrors.Malformed(file, "it has the key '__metadata__' twice");
                metadataSeen = true;
                ReadMetadata(file, property.Value, metadata);
            }
            else if (!tensors.TryAdd(property.Name, SafetensorsEntry.Parse(file, property)))
            {
                throw SafetensorsErrors.Malformed(file, $"it has two tensors of the name '{property.Name}'");
            }
        }
        List<SafetensorsTensor> ordered =
        [
            .. tensors.Values.OrderBy(t => t.Offset).ThenBy(t => t.ByteLength).ThenBy(t => t.Name, StringComparer.Ordinal),
        ];
        long length = CheckCoverage(file, ordered);
        var byName = new OrderedDictionary<string, SafetensorsTensor>(ordered.Count, StringComparer.Ordinal);
        foreach (SafetensorsTensor tensor in ordered)
            byName.Add(tensor.Name, tensor);
        return new SafetensorsHeader(
            new ReadOnlyDictionary<string, string>(metadata), new ReadOnlyDictionary<string, SafetensorsTensor>(byName), length);
    }

    private static void ReadMetadata(string file, JsonElement element, OrderedDictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw SafetensorsErrors.Malformed(file, $"its '__metadata__' must be a JSON object, found {element.ValueKind}");
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw SafetensorsErrors.Malformed(
                    file, $"the value of '{property.Name}' in '__metadata__' must be a string, found {property.Value.ValueKind}");
            if (!metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw SafetensorsErrors.Malformed(file, $"its '__metadata__' has the key '{property.Name}' twice");
        }
    }

    /// <summary>The length of the data, every byte of which belongs to exactly one tensor.</summary>
    private static long CheckCoverage(string file, List<SafetensorsTensor> ordered)
    {
        SafetensorsTensor? last = null;
        long end = 0;
        foreach (SafetensorsTensor tensor in ordered)
        {
            if (tensor.Offset < end)
                throw SafetensorsErrors.Malformed(
                    file, $"tensor '{tensor.Name}' begins at byte {tensor.Offset} of the data and overlaps tensor '{last!.Name}', which "
                        + $"ends at byte {end}");
            if (tensor.Offset > end)
                throw SafetensorsErrors.Malformed(
                    file, $"bytes {end} to {tensor.Offset} of the data, before tensor '{tensor.Name}', belong to no tensor");
            end = tensor.Offset + tensor.ByteLength;
            last = tensor;
        }
        return end;
    }
}
