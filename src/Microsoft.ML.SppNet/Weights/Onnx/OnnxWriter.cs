using System.Security.Cryptography;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// Writes an ONNX file: nodes in the order in which they run, each named as the value that it makes, and weights whose elements are asked
/// for only when the file is written.
/// </summary>
internal sealed class OnnxWriter
{
    /// <summary>What a file may have: protobuf counts lengths in 31 bits.</summary>
    private const long MostBytes = int.MaxValue;

    private const string Producer = "Microsoft.ML.SppNet";

    /// <summary>Names of the only input and the only output.</summary>
    internal const string Input = "image", Output = "features";

    private readonly List<ProtobufMessage> _nodes = [], _weights = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { Input, Output };
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);

    /// <summary>The version of the operator set: old enough for every runtime that is in use.</summary>
    internal static int OperatorSet => 13;

    /// <summary>The version of the format.</summary>
    internal static int FormatVersion => 7;

    /// <summary>Adds a node.</summary>
    /// <param name="op">Its operation.</param>
    /// <param name="name">Its name, which gets a number where another has it.</param>
    /// <param name="inputs">What it reads; "" for an optional input that is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>Its name, which is that of the value it makes.</returns>
    internal string Node(string op, string name, IEnumerable<string> inputs, params OnnxAttribute[] attributes)
    {
        name = Unique(name);
        _nodes.Add(OnnxMessages.Node(op, name, inputs, name, attributes));
        return name;
    }

    /// <summary>A list of whole numbers, as shapes, axes and places are.</summary>
    internal string Constant(params long[] values) => Constant(values, OnnxType.Int64, [values.Length]);

    /// <summary>A number for each channel, to compute with maps.</summary>
    internal string PerChannel(IReadOnlyList<float> values) => Constant([.. values], OnnxType.Float, [1, values.Count, 1, 1]);

    internal string Constant(float value) => Constant([value], OnnxType.Float, []);

    /// <summary>Adds a tensor of float32.</summary>
    /// <param name="name">Its name, which no other has.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="write">Writes its elements.</param>
    internal void Weights(string name, IReadOnlyList<long> shape, Action<Stream> write)
    {
        if (!_names.Add(name))
            throw new ArgumentException($"The name '{name}' comes twice.", nameof(name));
        long length = sizeof(float) * shape.Aggregate(1L, (product, size) => checked(product * size));
        _weights.Add(OnnxMessages.Tensor(name, OnnxType.Float, shape, length, write));
    }

    /// <summary>Says which value is the output: the last node.</summary>
    internal void End(string value) => _nodes.Add(OnnxMessages.Node("Identity", Output, [value], Output, []));

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="input">Dimensions of the input; a name for those that differ from run to run.</param>
    /// <param name="output">Dimensions of the output.</param>
    /// <param name="metadata">Texts beside the graph.</param>
    /// <exception cref="ArgumentException">The file would be too long for the format.</exception>
    internal void Write(Stream stream, string[] input, string[] output, IReadOnlyDictionary<string, string> metadata)
    {
        ProtobufMessage model = new(), graph = new(), operators = new();
        foreach (ProtobufMessage node in _nodes)
            graph.Message(1, node);
        graph.Text(2, "sppnet");
        foreach (ProtobufMessage weights in _weights)
            graph.Message(5, weights);
        graph.Message(11, OnnxMessages.Port(Input, input));
        graph.Message(12, OnnxMessages.Port(Output, output));
        operators.Text(1, "");
        operators.Number(2, OperatorSet);
        model.Number(1, FormatVersion);
        model.Text(2, Producer);
        model.Message(7, graph);
        model.Message(8, operators);
        foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            model.Message(14, OnnxMessages.Entry(key, value));
        if (model.Length > MostBytes)
            throw new ArgumentException($"The network would take {model.Length} bytes, and an ONNX file has {MostBytes} at most.");
        model.Write(stream);
    }

    /// <summary>A hash of the nodes.</summary>
    internal string GraphDigest()
    {
        using var nodes = new MemoryStream();
        foreach (ProtobufMessage node in _nodes)
            node.Write(nodes);
        return Convert.ToHexStringLower(SHA256.HashData(nodes.GetBuffer().AsSpan(0, (int)nodes.Length)));
    }

    private string Constant<T>(T[] values, OnnxType type, long[] shape)
        where T : unmanaged
    {
        string key = FormattableString.Invariant($"{type} {string.Join(',', shape)}: {string.Join(',', values)}");
        if (!_constants.TryGetValue(key, out string? name))
        {
            _constants[key] = name = Unique("constant");
            _nodes.Add(OnnxMessages.Constant(name, type, values, shape));
        }

        return name;
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int number = 2; !_names.Add(unique); number++)
            unique = $"{name}_{number}";
        return unique;
    }
}
