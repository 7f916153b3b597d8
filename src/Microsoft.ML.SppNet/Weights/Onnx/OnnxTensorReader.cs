using System.Globalization;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>Reads what a TensorProto says of its tensor, but not the elements.</summary>
internal static class OnnxTensorReader
{
    private const int MostDimensions = 16;

    internal static OnnxTensor Read(ProtobufSource source, ProtobufReader reader, ProtobufRange message)
    {
        string name = "";
        var type = OnnxType.Undefined;
        var shape = new List<long>();
        ProtobufRange? raw = null;
        bool outside = false;
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    OnnxModelReader.AddNumbers(shape, source, reader, MostDimensions);
                    break;
                case 2:
                    type = (OnnxType)reader.Number;
                    break;
                case 8:
                    name = reader.Text;
                    break;
                case 9:
                    raw = reader.Range;
                    break;
                case 13:
                    (string key, string value) = OnnxModelReader.Entry(reader.Inner);
                    places[key] = value;
                    break;
                case 14:
                    outside = reader.Number == 1;
                    break;
                default:
                    break;
            }
        }

        var tensor =
            new OnnxTensor(name, type, [.. shape], message) { Raw = raw, External = outside ? External(source, name, places) : null };
        Check(source, tensor);
        return tensor;
    }

    private static void Check(ProtobufSource source, OnnxTensor tensor)
    {
        long count = 1;
        foreach (long size in tensor.Shape)
        {
            if (size < 0 || (size > 0 && count > int.MaxValue / size))
                throw source.Refused($"tensor '{tensor.Name}' has the impossible shape {ErrorText.Shape(tensor.Shape)}");
            count *= size;
        }

        if (LeastBytes(tensor) > tensor.Message.Length)
            throw source.Refused(
                $"tensor '{tensor.Name}' ({tensor.TypeName} {ErrorText.Shape(tensor.Shape)}) has fewer elements than its shape says");
        if (tensor is { Raw: { } raw, External: null } && tensor.Type.AsSafetensors() is { } type
            && raw.Length != count * (type.Bits() / 8))
            throw source.Refused(
                $"tensor '{tensor.Name}' ({tensor.TypeName} {ErrorText.Shape(tensor.Shape)}) has {raw.Length} bytes, expected "
                    + $"{count * (type.Bits() / 8)}");
    }

    /// <summary>Elements that are numbers of the message take this many bytes of it at least.</summary>
    private static long LeastBytes(OnnxTensor tensor) => tensor.Type switch
    {
        _ when tensor.Raw is not null || tensor.External is not null || tensor.Type.AsSafetensors() is null => 0,
        OnnxType.Float => tensor.Count * sizeof(float),
        OnnxType.Double => tensor.Count * sizeof(double),
        _ => tensor.Count,
    };

    private static OnnxExternalData External(ProtobufSource source, string name, Dictionary<string, string> places) => new(
        places.GetValueOrDefault("location") ?? throw source.Refused($"tensor '{name}' does not say where its elements are"),
        Place(source, name, places, "offset") ?? 0,
        Place(source, name, places, "length"));

    private static long? Place(ProtobufSource source, string name, Dictionary<string, string> places, string key) =>
        !places.TryGetValue(key, out string? text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw source.Refused($"tensor '{name}' has the impossible {key} '{text}'");
}
