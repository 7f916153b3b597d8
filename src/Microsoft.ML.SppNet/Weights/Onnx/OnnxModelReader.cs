namespace Microsoft.ML.SppNet.Weights;

/// <summary>Reads the messages of an ONNX file (onnx.proto): model, graph, nodes, attributes. What a network's graph has no use for is
/// passed over.</summary>
internal static class OnnxModelReader
{
    private const int LeastOpset = 7, MostOpset = 21, MostNumbers = 1 << 16;

    internal static (OnnxGraph Graph, Dictionary<string, string> Metadata) Read(ProtobufSource source)
    {
        OnnxGraph? graph = null;
        long? opset = null;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        ProtobufReader reader = source.Message;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 7:
                    graph = ReadGraph(source, reader.Inner);
                    break;
                case 8:
                    opset = Opset(reader.Inner) ?? opset;
                    break;
                case 14:
                    (string key, string value) = Entry(reader.Inner);
                    metadata[key] = value;
                    break;
                default:
                    break;
            }
        }

        if (graph is null)
            throw source.Refused("it has no graph");
        if (opset is not (>= LeastOpset and <= MostOpset))
            throw source.Refused(
                $"its operator set is {(opset is { } found ? $"version {found}" : "missing")}, and versions {LeastOpset} to {MostOpset} "
                    + "are read");
        return (graph, metadata);
    }

    /// <summary>A key and its text.</summary>
    internal static (string Key, string Value) Entry(ProtobufReader reader)
    {
        (string key, string value) = ("", "");
        while (reader.Next())
            (key, value) = reader.Field switch { 1 => (reader.Text, value), 2 => (key, reader.LongText), _ => (key, value) };
        return (key, value);
    }

    /// <summary>Adds a repeated field's numbers, packed or not.</summary>
    internal static void AddNumbers(List<long> numbers, ProtobufSource source, ProtobufReader reader, int most = MostNumbers)
    {
        if (!reader.IsRange)
            numbers.Add(reader.Number);
        ProtobufReader packed = reader.IsRange ? reader.Inner : default;
        while (numbers.Count <= most && reader.IsRange && packed.NextPacked(out long number))
            numbers.Add(number);
        if (numbers.Count > most)
            throw source.Refused($"a list has more than {most} numbers");
    }

    private static long? Opset(ProtobufReader reader)
    {
        (string domain, long version) = ("", 0);
        while (reader.Next())
            (domain, version) = reader.Field switch { 1 => (reader.Text, version), 2 => (domain, reader.Number), _ => (domain, version) };
        return domain is "" or "ai.onnx" ? version : null;
    }

    private static OnnxGraph ReadGraph(ProtobufSource source, ProtobufReader reader)
    {
        var nodes = new List<OnnxNode>();
        var messages = new List<ProtobufRange>();
        var tensors = new OrderedDictionary<string, OnnxTensor>(StringComparer.Ordinal);
        List<OnnxPort> inputs = [], outputs = [];
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    nodes.Add(ReadNode(source, reader.Inner));
                    messages.Add(reader.Range);
                    break;
                case 5:
                    OnnxTensor tensor = OnnxTensorReader.Read(source, reader.Inner, reader.Range);
                    if (!tensors.TryAdd(tensor.Name, tensor))
                        throw source.Refused($"it has two tensors '{tensor.Name}'");
                    break;
                case 11:
                    inputs.Add(ReadPort(reader.Inner));
                    break;
                case 12:
                    outputs.Add(ReadPort(reader.Inner));
                    break;
                case 15:
                    throw source.Refused("it has sparse tensors");
                default:
                    break;
            }
        }

        return new OnnxGraph(nodes, tensors, inputs, outputs) { NodeMessages = messages };
    }

    private static OnnxNode ReadNode(ProtobufSource source, ProtobufReader reader)
    {
        (string op, string domain, string name) = ("", "", "");
        List<string> inputs = [], outputs = [];
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    inputs.Add(reader.Text);
                    break;
                case 2:
                    outputs.Add(reader.Text);
                    break;
                case 3:
                    name = reader.Text;
                    break;
                case 4:
                    op = reader.Text;
                    break;
                case 5:
                    OnnxAttribute attribute = ReadAttribute(source, reader.Inner);
                    attributes[attribute.Name] = attribute;
                    break;
                case 7:
                    domain = reader.Text;
                    break;
                default:
                    break;
            }
        }

        return new OnnxNode(op, domain == "ai.onnx" ? "" : domain, name, inputs, outputs, attributes);
    }

    /// <summary>Graphs inside (of If and Loop) are not looked at: a node that has one is refused for what it is.</summary>
    private static OnnxAttribute ReadAttribute(ProtobufSource source, ProtobufReader reader)
    {
        var attribute = new OnnxAttribute("");
        var numbers = new List<long>();
        var singles = new List<float>();
        while (reader.Next())
        {
            attribute = reader.Field switch
            {
                1 => attribute with { Name = reader.Text },
                2 => attribute with { Single = reader.Single },
                3 => attribute with { Number = reader.Number },
                4 => attribute with { Text = reader.Text },
                5 => attribute with { Tensor = OnnxTensorReader.Read(source, reader.Inner, reader.Range) },
                _ => attribute,
            };
            if (reader.Field == 7)
                OnnxElements.AddSingles(singles, source, reader, MostNumbers);
            else if (reader.Field == 8)
                AddNumbers(numbers, source, reader);
        }

        return attribute with { Numbers = numbers, Singles = singles };
    }

    private static OnnxPort ReadPort(ProtobufReader reader)
    {
        string name = "";
        List<long?>? shape = null;
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = reader.Text;
            else if (reader.Field == 2 && Field(reader.Inner, 1) is { } tensorType && Field(tensorType, 2) is { } dimensions)
                shape = Dimensions(dimensions);
        }

        return new OnnxPort(name, shape);
    }

    private static List<long?> Dimensions(ProtobufReader reader)
    {
        var shape = new List<long?>();
        while (reader.Next())
        {
            if (reader.Field != 1)
                continue;
            long? size = null;
            ProtobufReader dimension = reader.Inner;
            while (dimension.Next())
                size = dimension.Field == 1 ? dimension.Number : size;
            shape.Add(size);
        }

        return shape;
    }

    private static ProtobufReader? Field(ProtobufReader reader, int field)
    {
        while (reader.Next())
        {
            if (reader.Field == field)
                return reader.Inner;
        }

        return null;
    }
}
