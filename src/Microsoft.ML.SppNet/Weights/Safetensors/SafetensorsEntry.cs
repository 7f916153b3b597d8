using System.Text.Json;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// Reads and checks what a safetensors header says of one tensor:
/// <c>{"dtype":"F16","shape":[64,3,7,7],"data_offsets":[0,18816]}</c>.
/// </summary>
internal static class SafetensorsEntry
{
    /// <summary>More dimensions than any tensor has: a header must not ask for work beyond its size.</summary>
    private const int MaxRank = 64;

    internal static SafetensorsTensor Parse(string file, JsonProperty property)
    {
        string name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object)
            throw Malformed(file, name, $"must be described by a JSON object, found {property.Value.ValueKind}");
        JsonElement? dtype = null, shape = null, offsets = null;
        foreach (JsonProperty field in property.Value.EnumerateObject())
        {
            if (field.NameEquals("dtype"))
                Once(file, name, ref dtype, field);
            else if (field.NameEquals("shape"))
                Once(file, name, ref shape, field);
            else if (field.NameEquals("data_offsets"))
                Once(file, name, ref offsets, field);
        }
        return Check(
            file, name, ReadType(file, name, dtype), ReadIntegers(file, name, "shape", shape),
            ReadIntegers(file, name, "data_offsets", offsets));
    }

    private static SafetensorsTensor Check(string file, string name, SafetensorsDType type, long[] shape, long[] offsets)
    {
        if (shape.Any(size => size < 0))
            throw Malformed(file, name, $"has a negative dimension in its shape {ErrorText.Shape(shape)}");
        if (offsets.Length != 2)
            throw Malformed(file, name, $"must have two data_offsets, begin and end, found {ErrorText.Shape(offsets)}");
        if (offsets[0] < 0 || offsets[1] < offsets[0])
            throw Malformed(file, name, $"has data_offsets {ErrorText.Shape(offsets)}, expected 0 <= begin <= end");
        long count = 1, bits;
        try
        {
            foreach (long size in shape)
                count = checked(count * size);
            bits = checked(count * type.Bits());
        }
        catch (OverflowException)
        {
            throw Malformed(file, name, $"has the shape {ErrorText.Shape(shape)}, more elements than a file can hold");
        }
        if (bits % 8 != 0)
            throw Malformed(file, name, $"({type} {ErrorText.Shape(shape)}) does not end on a whole byte");
        long length = offsets[1] - offsets[0];
        if (length != bits / 8)
            throw Malformed(
                file, name, $"({type} {ErrorText.Shape(shape)}) needs {bits / 8} bytes, its data_offsets {ErrorText.Shape(offsets)} hold "
                    + $"{length}");
        return new SafetensorsTensor(name, type, Array.AsReadOnly(shape), count, offsets[0], length);
    }

    private static void Once(string file, string name, ref JsonElement? slot, JsonProperty field)
    {
        if (slot is not null)
            throw Malformed(file, name, $"has the key '{field.Name}' twice");
        slot = field.Value;
    }

    private static SafetensorsDType ReadType(string file, string name, JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.String } text)
            throw Malformed(file, name, "has no dtype, a string");
        return SafetensorsDTypes.TryParse(text.GetString()!, out SafetensorsDType type)
            ? type
            : throw Malformed(file, name, $"has the unknown dtype '{text.GetString()}'; known are {SafetensorsDTypes.Known}");
    }

    private static long[] ReadIntegers(string file, string name, string key, JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Array } array)
            throw Malformed(file, name, $"has no {key}, an array of whole numbers");
        if (array.GetArrayLength() > MaxRank)
            throw Malformed(file, name, $"has {array.GetArrayLength()} numbers in its {key}, expected at most {MaxRank}");
        var values = new List<long>();
        foreach (JsonElement number in array.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out long value))
                throw Malformed(file, name, $"has {number.GetRawText()} in its {key}, expected whole numbers of at most 64 bits");
            values.Add(value);
        }
        return [.. values];
    }

    private static InvalidDataException Malformed(string file, string name, string what) =>
        SafetensorsErrors.Malformed(file, $"tensor '{name}' {what}");
}
