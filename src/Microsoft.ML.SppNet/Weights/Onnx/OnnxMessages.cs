using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>The messages of an ONNX file (onnx.proto) as they are written.</summary>
internal static class OnnxMessages
{
    /// <summary>A NodeProto.</summary>
    internal static ProtobufMessage Node(
        string op, string name, IEnumerable<string> inputs, string output, IEnumerable<OnnxAttribute> attributes)
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs)
            node.Text(1, input);
        node.Text(2, output);
        node.Text(3, name);
        node.Text(4, op);
        foreach (OnnxAttribute attribute in attributes)
            node.Message(5, Attribute(attribute));
        return node;
    }

    /// <summary>A TensorProto.</summary>
    /// <param name="name">Its name; empty for the value of a node.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="length">Bytes of its elements.</param>
    /// <param name="write">Writes them.</param>
    internal static ProtobufMessage Tensor(string name, OnnxType type, IEnumerable<long> shape, long length, Action<Stream> write)
    {
        var tensor = new ProtobufMessage();
        foreach (long size in shape)
            tensor.Number(1, size);
        tensor.Number(2, (int)type);
        if (name.Length > 0)
            tensor.Text(8, name);
        tensor.Bytes(9, length, write);
        return tensor;
    }

    /// <summary>A node's attribute that is a tensor of few elements.</summary>
    internal static ProtobufMessage Constant<T>(string name, OnnxType type, T[] values, long[] shape)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes<T>(values).ToArray();
        ProtobufMessage node = Node("Constant", name, [], name, []), attribute = Named("value", 4);
        attribute.Message(5, Tensor("", type, shape, bytes.Length, stream => stream.Write(bytes)));
        node.Message(5, attribute);
        return node;
    }

    /// <summary>A ValueInfoProto of float32.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">A number, or a name for a dimension that differs from run to run.</param>
    internal static ProtobufMessage Port(string name, IEnumerable<string> shape)
    {
        ProtobufMessage port = new(), type = new(), tensor = new(), dimensions = new();
        foreach (string size in shape)
        {
            var dimension = new ProtobufMessage();
            if (long.TryParse(size, out long number))
                dimension.Number(1, number);
            else
                dimension.Text(2, size);
            dimensions.Message(1, dimension);
        }

        tensor.Number(1, (int)OnnxType.Float);
        tensor.Message(2, dimensions);
        type.Message(1, tensor);
        port.Text(1, name);
        port.Message(2, type);
        return port;
    }

    /// <summary>An entry of a model's metadata.</summary>
    internal static ProtobufMessage Entry(string key, string value)
    {
        var entry = new ProtobufMessage();
        entry.Text(1, key);
        entry.Text(2, value);
        return entry;
    }

    private static ProtobufMessage Attribute(OnnxAttribute attribute)
    {
        ProtobufMessage message;
        if (attribute.Single is { } single)
        {
            message = Named(attribute.Name, 1);
            message.Single(2, single);
        }
        else if (attribute.Number is { } number)
        {
            message = Named(attribute.Name, 2);
            message.Number(3, number);
        }
        else if (attribute.Text is { } text)
        {
            message = Named(attribute.Name, 3);
            message.Text(4, text);
        }
        else
        {
            message = Named(attribute.Name, 7);
            foreach (long one in attribute.Numbers)
                message.Number(8, one);
        }

        return message;
    }

    private static ProtobufMessage Named(string name, int kind)
    {
        var message = new ProtobufMessage();
        message.Text(1, name);
        message.Number(20, kind);
        return message;
    }
}
