using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <content>Sums, differences, products and quotients: of two maps, of a map and constants, of the image and constants.</content>
internal sealed partial class OnnxGraphReader
{
    private OnnxValue Arithmetic(OnnxNode node)
    {
        (OnnxValue first, OnnxValue second) = (Value(node, 0), Value(node, 1));
        return (first, second) switch
        {
            (OnnxShape, _) or (_, OnnxShape) => new OnnxShape(),
            (OnnxImage image, OnnxConstant constant) => new OnnxImage(WithConstants(node, image.Front, constant, reversed: false)),
            (OnnxConstant constant, OnnxImage image) => new OnnxImage(WithConstants(node, image.Front, constant, reversed: true)),
            (OnnxMap map, OnnxConstant constant) => Scaled(node, map.Value, constant, reversed: false),
            (OnnxConstant constant, OnnxMap map) => Scaled(node, map.Value, constant, reversed: true),
            (OnnxRow row, OnnxConstant constant) => WithBias(node, row, constant),
            (OnnxConstant constant, OnnxRow row) => WithBias(node, row, constant),
            (OnnxRow row, _) => Ended(row, node, "joins vectors, which no classifier here does"),
            (_, OnnxRow row) => Ended(row, node, "joins vectors, which no classifier here does"),
            _ when node.Op == "Add" => Sum(node),
            _ when node.Op == "Mul" => Product(node),
            _ => throw new ArgumentException("takes two maps, and only sums and products of maps are known"),
        };
    }

    private OnnxMap Sum(OnnxNode node)
    {
        (int first, int second) = (Map(node, 0), Map(node, 1));
        return _steps.IsPooled(first) == _steps.IsPooled(second)
            ? new OnnxMap(_steps.Sum(first, second, node.Title))
            : throw new ArgumentException("adds a map and a map of one cell");
    }

    /// <summary>x · sigmoid(x) and x · hard sigmoid(x) are activations; all else is a gate.</summary>
    private OnnxMap Product(OnnxNode node)
    {
        (int first, int second) = (Map(node, 0), Map(node, 1));
        foreach ((int input, int gate) in new[] { (first, second), (second, first) })
        {
            if (_steps.IsReadOnce(gate) && _steps.Maker(gate) is ActivationStep { Activation: var activation } step && step.Input == input
                && AsProduct(activation) is { } whole)
            {
                // The gate's step reads no more; nothing that is kept does.
                _steps.AddReaders(input, -1);
                return new OnnxMap(_steps.Activate(input, whole, node.Title));
            }
        }

        bool gateFirst = _steps.IsPooled(first) && !_steps.IsPooled(second);
        return new OnnxMap(_steps.Add(gateFirst ? new MultiplyStep(second, first) : new MultiplyStep(first, second), node.Title));
    }

    private static Activation? AsProduct(Activation gate) => gate switch
    {
        { Kind: ActivationKind.Sigmoid } => Activation.Silu,
        { Kind: ActivationKind.HardSigmoid, B: 0.5f } when Math.Abs(gate.A - (1 / 6.0)) < 1e-6 => Activation.HardSwish,
        _ => null,
    };

    private OnnxMap Scaled(OnnxNode node, int input, OnnxConstant constant, bool reversed)
    {
        int channels = _steps.Channels(input);
        (double scale, double shift)[] lines = Lines(node, PerChannel(node, constant, channels, meanOfImage: false), reversed);
        string name = ParameterName(node, constant.Tensor with { Name = "" });
        int value = _steps.Add(new AffineStep(input, name, channels, Activation.None), node.Title);
        Parameters.Add(name + ".weight", [.. lines.Select(line => (float)line.scale)]);
        Parameters.Add(name + ".bias", [.. lines.Select(line => (float)line.shift)]);
        return new OnnxMap(value);
    }

    private OnnxFront WithConstants(OnnxNode node, OnnxFront front, OnnxConstant constant, bool reversed)
    {
        (double scale, double shift)[] lines = Lines(node, PerChannel(node, constant, 3, meanOfImage: node.Op is "Add" or "Sub"), reversed);
        return front.Then([.. lines.Select(line => line.scale)], [.. lines.Select(line => line.shift)]);
    }

    /// <summary>The operation with constants c as scale · x + shift.</summary>
    private static (double Scale, double Shift)[] Lines(OnnxNode node, double[] constants, bool reversed) =>
    [
        .. constants.Select(constant => (node.Op, reversed) switch
        {
            ("Add", _) => (1, constant),
            ("Sub", false) => (1, -constant),
            ("Sub", true) => (-1, constant),
            ("Mul", _) => (constant, 0),
            ("Div", false) when constant != 0 => (1 / constant, 0d),
            _ => throw new ArgumentException("divides by a map or by 0"),
        }),
    ];

    /// <summary>A constant's value for each channel. Of a mean image the means of its channels are taken: an image of any size has no
    /// other.</summary>
    private double[] PerChannel(OnnxNode node, OnnxConstant constant, int channels, bool meanOfImage)
    {
        float[] values = _file.Floats(constant.Tensor);
        if (values.Length == 1)
            return [.. Enumerable.Repeat((double)values[0], channels)];
        IReadOnlyList<long> shape = constant.Shape;
        bool perChannel = shape.Count is 3 or 4 && shape[^3] == channels && (shape.Count == 3 || shape[0] == 1) && values.Length > 0;
        int cells = perChannel ? values.Length / channels : 0;
        if (!perChannel || (cells != 1 && !meanOfImage))
            throw new ArgumentException(
                $"has constants {ErrorText.Shape(shape)}, and only a single number or one for each of {channels} channels is known");
        return [.. Enumerable.Range(0, channels)
            .Select(channel => values.Skip(channel * cells).Take(cells).Average(value => (double)value))];
    }

    private OnnxValue Concat(OnnxNode node)
    {
        OnnxValue[] parts = [.. node.Inputs.Select((_, index) => Value(node, index))];
        if (parts.Length == 0)
            throw new ArgumentException("joins nothing");
        if (parts.Any(part => part is OnnxShape) || parts.All(part => part is OnnxConstant))
            return new OnnxShape();
        if (parts.OfType<OnnxRow>().MaxBy(part => part.Trunk) is { } row)
            return Ended(row, node, "joins vectors, which no classifier here does");
        if (parts[0] is OnnxPart && parts.All(part => part == parts[0]))
            return parts[0];
        if (node.Number("axis", 1) is not (1 or -3))
            throw new ArgumentException($"joins along axis {node.Number("axis", 1)}, and only channels can be joined");
        if (parts.Length == 3 && parts.All(part => part is OnnxPlane))
        {
            OnnxPlane[] planes = [.. parts.Cast<OnnxPlane>()];
            if (planes.All(plane => plane.Front == planes[0].Front))
                return new OnnxImage(planes[0].Front.Ordered([.. planes.Select(plane => plane.Channel)]));
        }

        return Joined(node);
    }

    /// <summary>The image's channels apart, which a Concat joins again in another order.</summary>
    private OnnxPlane Split(OnnxNode node)
    {
        if (Value(node, 0) is not OnnxImage image || node.Number("axis", 0) is not (1 or -3) || node.Outputs.Count != 3)
            throw new ArgumentException("splits something else than the image into its channels");
        for (int channel = 1; channel < 3; channel++)
            _values[node.Outputs[channel]] = new OnnxPlane(image.Front, channel);
        return new OnnxPlane(image.Front, 0);
    }

    private OnnxValue Gather(OnnxNode node)
    {
        if (Value(node, 0) is OnnxShape)
            return new OnnxShape();
        OnnxTensor indices = Tensor(node, 1) ?? throw new ArgumentException("has no indices");
        if (Value(node, 0) is not OnnxImage image || node.Number("axis", 0) is not (1 or -3) || indices.Shape is not [3])
            throw new ArgumentException("takes something else than the image's channels in another order");
        int[] channels = [.. _file.WholeNumbers(indices).Select(index => (int)(index < 0 ? index + 3 : index))];
        return channels.All(channel => channel is >= 0 and < 3)
            ? new OnnxImage(image.Front.Ordered(channels))
            : throw new ArgumentException("takes channels that no image has");
    }
}
