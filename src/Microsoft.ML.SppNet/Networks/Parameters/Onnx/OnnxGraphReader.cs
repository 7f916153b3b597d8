using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>
/// Reads a graph node by node into the step list. Each name of the graph becomes an <see cref="OnnxValue"/>; arithmetic on the image
/// becomes preprocessing, what is made of flattened maps becomes the classifier, and all between is the trunk.
/// </summary>
internal sealed partial class OnnxGraphReader
{
    private readonly OnnxFile _file;
    private readonly OnnxSteps _steps;
    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private OnnxGraphReader(OnnxFile file)
    {
        _file = file;
        Parameters = new OnnxParameters(file);
        OnnxPort image = Image(file);
        _steps = new OnnxSteps(FixedSize(image));
        foreach ((string name, OnnxTensor tensor) in file.Graph.Initializers)
            _values[name] = new OnnxConstant(tensor);
        _values[image.Name] = new OnnxImage(OnnxFront.Untouched);
        foreach (string name in file.Graph.Nodes.SelectMany(node => node.Inputs).Concat(file.Graph.Outputs.Select(output => output.Name)))
            _readers[name] = _readers.GetValueOrDefault(name) + 1;
    }

    internal OnnxParameters Parameters { get; }

    internal OnnxSteps Steps => _steps;

    /// <summary>What the first layer reads; null before there is one.</summary>
    internal OnnxFront? Front { get; private set; }

    /// <exception cref="InvalidDataException">The graph is none of a network that can be run here; the message names the node.</exception>
    internal static OnnxGraphReader Read(OnnxFile file)
    {
        var reader = new OnnxGraphReader(file);
        foreach (OnnxNode node in file.Graph.Nodes)
            reader.Add(node);
        return reader;
    }

    /// <summary>What a graph's output is; null where no node makes it.</summary>
    internal OnnxValue? Output(string name) => _values.GetValueOrDefault(name);

    private static OnnxPort Image(OnnxFile file)
    {
        OnnxPort[] inputs = [.. file.Graph.Inputs.Where(input => !file.Graph.Initializers.ContainsKey(input.Name))];
        if (inputs.Length != 1)
            throw new InvalidDataException($"'{file.Name}' is no network of images: it has {inputs.Length} inputs, expected one.");
        if (inputs[0].Shape is { } shape && (shape.Count != 4 || shape[1] is not (null or 3)))
        {
            string sides =
                string.Join(", ", shape.Select(size => size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"));
            throw new InvalidDataException(
                $"'{file.Name}' is no network of images: its input '{inputs[0].Name}' is [{sides}], expected [N, 3, H, W].");
        }

        return inputs[0];
    }

    private static Sides? FixedSize(OnnxPort image) =>
        image.Shape is [_, _, > 0 and <= StepChecks.MostCells and { } height, > 0 and <= StepChecks.MostCells and { } width]
        ? new Sides((int)height, (int)width)
        : null;

    private void Add(OnnxNode node)
    {
        try
        {
            if (node.Outputs.Count == 0)
                throw new ArgumentException("makes nothing");
            Set(node, node.Domain.Length == 0 ? Result(node) : null);
        }
        catch (ArgumentException exception)
        {
            throw Refused(node, exception.Message);
        }
    }

    private void Set(OnnxNode node, OnnxValue? value)
    {
        if (value is null && node.Inputs.Select(_values.GetValueOrDefault).OfType<OnnxRow>().FirstOrDefault() is { } row)
            value = Ended(row, node, "is no operation that classifiers here have");
        if (value is null)
        {
            string op = node.Domain.Length == 0 ? node.Op : $"{node.Domain}.{node.Op}";
            throw new InvalidDataException(
                $"'{_file.Name}': the operation {op} of node '{node.Title}' is none that a network's graph may have here: "
                    + $"{string.Join(", ", Known)}.");
        }

        if (_values.ContainsKey(node.Outputs[0]))
            throw new ArgumentException($"makes '{node.Outputs[0]}' a second time");
        _values[node.Outputs[0]] = value;
        if (value is OnnxMap map)
            _steps.AddReaders(map.Value, _readers.GetValueOrDefault(node.Outputs[0]));
    }

    /// <summary>What a node makes; null where its operation is unknown.</summary>
    private OnnxValue? Result(OnnxNode node) => node.Op switch
    {
        "Conv" => Convolution(node),
        "BatchNormalization" => BatchNormalization(node),
        "Relu" => Activated(node, Activation.Relu),
        "Clip" => Activated(node, Clip(node)),
        "LeakyRelu" => Activated(node, Activation.LeakyRelu(node.Single("alpha", 0.01f))),
        "Sigmoid" => Activated(node, Activation.Sigmoid),
        "HardSigmoid" => Activated(node, Activation.HardSigmoid(node.Single("alpha", 0.2f), node.Single("beta", 0.5f))),
        "HardSwish" => Activated(node, Activation.HardSwish),
        "MaxPool" or "AveragePool" => Pool(node),
        "GlobalAveragePool" => new OnnxMap(_steps.Add(new GlobalPoolStep(Map(node)), node.Title)),
        "ReduceMean" => Mean(node),
        "ReduceMax" => Reduced(node),
        "Slice" => Slice(node),
        "Pad" => Pad(node),
        "LRN" => LocalNormalization(node),
        "Add" or "Sub" or "Mul" or "Div" => Arithmetic(node),
        "Concat" => Concat(node),
        "Split" => Split(node),
        "Gather" => Gather(node),
        "Flatten" or "Reshape" or "Squeeze" => Flatten(node),
        "Unsqueeze" or "Cast" or "Shape" => Shape(node),
        "Gemm" or "MatMul" => Linear(node),
        "Softmax" or "LogSoftmax" => Softmax(node),
        "Dropout" or "Identity" => Same(node),
        "Constant" => Constant(node),
        _ => null,
    };

    private static string[] Known =>
    [
        "Add", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Constant", "Conv", "Div", "Dropout", "Flatten", "Gather",
        "Gemm", "GlobalAveragePool", "HardSigmoid", "HardSwish", "Identity", "LRN", "LeakyRelu", "LogSoftmax", "MatMul", "MaxPool", "Mul",
        "Pad", "ReduceMax", "ReduceMean", "Relu", "Reshape", "Shape", "Sigmoid", "Slice", "Softmax", "Split", "Squeeze", "Sub", "Unsqueeze",
    ];

    private OnnxValue Value(OnnxNode node, int index) => node.Input(index) is { Length: > 0 } name
        ? _values.GetValueOrDefault(name) ?? throw new ArgumentException($"reads '{name}', which nothing before it makes")
        : throw new ArgumentException($"has no input {index + 1}");

    /// <summary>An input as a value of the trunk; the image then is what preprocessing left.</summary>
    private int Map(OnnxNode node, int index = 0)
    {
        switch (Value(node, index))
        {
            case OnnxMap map:
                return map.Value;
            case OnnxImage image:
                Front ??= image.Front;
                return Front == image.Front ? 0 : throw new ArgumentException("reads the image in another form than a node before it");
            default:
                throw new ArgumentException($"reads '{node.Input(index)}', which is no map");
        }
    }

    /// <summary>An input as a value of the trunk, and the zeros that a Pad put around it.</summary>
    private (int Value, Pads Pads) PaddedMap(OnnxNode node) =>
        Value(node, 0) is OnnxPadded padded ? (padded.Value, padded.Pads) : (Map(node), 0);

    private OnnxTensor? Tensor(OnnxNode node, int index) => node.Input(index).Length == 0 ? null
        : Value(node, index) is OnnxConstant constant
        ? constant.Tensor
        : throw new ArgumentException($"reads '{node.Input(index)}', which must be a constant");

    private float? Scalar(OnnxNode node, int index) => Tensor(node, index) is not { } tensor ? null
        : tensor.Count == 1
        ? _file.Floats(tensor)[0]
        : throw new ArgumentException($"reads '{node.Input(index)}', which must be a single number");

    /// <summary>A value under another name. What reads the new name reads the old one instead of the node.</summary>
    private OnnxValue Same(OnnxNode node)
    {
        OnnxValue value = Value(node, 0);
        if (value is OnnxMap map)
            _steps.AddReaders(map.Value, -1);
        return value;
    }

    private static OnnxConstant Constant(OnnxNode node) => node.Attributes.GetValueOrDefault("value")?.Tensor is { } tensor
        ? new OnnxConstant(tensor)
        : throw new ArgumentException("has no tensor");

    /// <summary>A name for a layer's parameters that no other has: that of its weights where they have one, or else the node's.</summary>
    private string ParameterName(OnnxNode node, OnnxTensor weight)
    {
        const string ending = ".weight";
        string name = weight.Name.EndsWith(ending, StringComparison.Ordinal) ? weight.Name[..^ending.Length] : node.Title;
        string unique = name;
        for (int number = 2; !_names.Add(unique); number++)
            unique = $"{name}#{number}";
        return unique;
    }

    private InvalidDataException Refused(OnnxNode node, string what) => new($"'{_file.Name}': node '{node.Title}' ({node.Op}) {what}.");
}
