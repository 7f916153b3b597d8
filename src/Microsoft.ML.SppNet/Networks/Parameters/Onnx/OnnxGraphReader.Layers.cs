using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <content>Convolutions, normalisations, activations and poolings.</content>
internal sealed partial class OnnxGraphReader
{
    private OnnxValue Convolution(OnnxNode node)
    {
        OnnxTensor weight = Tensor(node, 1) ?? throw new ArgumentException("has no weights");
        if (weight.Shape is not [var filters, var perGroup, var height, var width]
            || weight.Shape.Any(size => size is < 1 or > StepChecks.MostCells))
            throw new ArgumentException($"has weights {ErrorText.Shape(weight.Shape)}, expected those of a convolution");
        long groups = node.Number("group", 1);
        if (groups is < 1 or > StepChecks.MostCells || perGroup * groups > StepChecks.MostCells)
            throw new ArgumentException($"has {groups} groups of {perGroup} channels");
        OnnxTensor? bias = Tensor(node, 2);
        if (bias is not null && bias.Count != filters)
            throw new ArgumentException($"has {bias.Count} biases for {filters} filters");
        if (Value(node, 0) is OnnxImage image && (filters, perGroup, height * width) == (3, 3, 1)
            && AsFront(weight, bias) is var (channels, scale, shift))
            return new OnnxImage(image.Front.Ordered(channels).Then(scale, shift));
        (int input, Pads pads) = PaddedMap(node);
        var size = new Sides((int)height, (int)width);
        if (node.Numbers("kernel_shape") is { Count: > 0 } && OnnxWindows.Size(node) != size)
            throw new ArgumentException($"has a kernel_shape other than its weights {ErrorText.Shape(weight.Shape)}");
        string name = ParameterName(node, weight);
        int value = _steps.Add(
            new ConvStep(input, name, (int)(perGroup * groups), (int)filters, OnnxWindows.Of(node, size, _steps.Size(input), pads))
                { Groups = (int)groups, HasBias = bias is not null },
            node.Title);
        Parameters.Add(name + ".weight", weight, weight.Shape);
        if (bias is not null)
            Parameters.Add(name + ".bias", bias, filters);
        return new OnnxMap(value);
    }

    /// <summary>A 1 × 1 convolution of the image that only swaps and scales its channels.</summary>
    private (int[] Channels, double[] Scale, double[] Shift)? AsFront(OnnxTensor weight, OnnxTensor? bias)
    {
        float[] matrix = _file.Floats(weight);
        int[] channels = [.. Enumerable.Range(0, 3).Select(row => Array.FindIndex(matrix, row * 3, 3, value => value != 0) - row * 3)];
        if (matrix.Count(value => value != 0) != 3 || channels.Order().SequenceEqual([0, 1, 2]) is false)
            return null;
        double[] shift = bias is null ? [0, 0, 0] : [.. _file.Floats(bias).Select(value => (double)value)];
        return (channels, [.. channels.Select((channel, row) => (double)matrix[row * 3 + channel])], shift);
    }

    private OnnxValue BatchNormalization(OnnxNode node)
    {
        if (node.Number("spatial", 1) == 0)
            throw new ArgumentException("normalises each cell by itself (spatial = 0), which no layer here does");
        if (node.Number("training_mode", 0) != 0)
            throw new ArgumentException("is in training mode: export the network for inference");
        OnnxTensor[] parts =
            [.. Enumerable.Range(1, 4).Select(index => Tensor(node, index) ?? throw new ArgumentException($"has no input {index + 1}"))];
        double epsilon = node.Single("epsilon", 1e-5f);
        if (Value(node, 0) is OnnxImage image)
            return new OnnxImage(Normalized(image.Front, parts, epsilon));
        int input = Map(node), channels = _steps.Channels(input);
        if (parts.FirstOrDefault(part => part.Count != channels) is { } wrong)
            throw new ArgumentException($"has {wrong.Count} values '{wrong.Name}' for {channels} channels");
        string name = ParameterName(node, parts[0]);
        int value = _steps.IsReadOnce(input) && _steps.Maker(input) is ConvStep { BatchNorm: null, Residual: null } conv
            && conv.Activation == Activation.None
            ? _steps.Replace(input, conv with { BatchNorm = new BatchNorm(name, epsilon) }, node.Title)
            : _steps.Add(new AffineStep(input, name, channels, Activation.None, epsilon), node.Title);
        for (int part = 0; part < parts.Length; part++)
            Parameters.Add(name + ParameterContract.BatchNormParts[part], parts[part], channels);
        return new OnnxMap(value);
    }

    private OnnxFront Normalized(OnnxFront front, OnnxTensor[] parts, double epsilon)
    {
        float[][] values = [.. parts.Select(_file.Floats)];
        if (values.Any(part => part.Length != 3))
            throw new ArgumentException("normalises another number of channels than the image's 3");
        double[] scale = [.. values[0].Select((gamma, channel) => gamma / Math.Sqrt(values[3][channel] + epsilon))];
        return front.Then(scale, [.. values[1].Select((beta, channel) => beta - values[2][channel] * scale[channel])]);
    }

    private OnnxValue Activated(OnnxNode node, Activation activation)
    {
        if (float.IsNaN(activation.A) || float.IsNaN(activation.B))
            throw new ArgumentException("has a constant that is no number");
        if (Value(node, 0) is not OnnxRow row)
            return new OnnxMap(_steps.Activate(Map(node), activation, node.Title));
        if (row.Ended is not null)
            return row;
        return activation == Activation.Relu && row.Layers.Count > 0 && !row.Layers[^1].Relu
            ? row with { Layers = [.. row.Layers.SkipLast(1), row.Layers[^1] with { Relu = true }] }
            : Ended(row, node, $"has an activation ({activation}) that fully connected layers here do not have");
    }

    /// <summary>Bounds are attributes up to operator set 10, and inputs from then on.</summary>
    private Activation Clip(OnnxNode node) => Activation.Clip(
        Scalar(node, 1) ?? node.Single("min", float.NegativeInfinity), Scalar(node, 2) ?? node.Single("max", float.PositiveInfinity));

    private OnnxMap Pool(OnnxNode node)
    {
        (int input, Pads pads) = PaddedMap(node);
        if (pads != 0 && (node.Op == "MaxPool" || node.Number("ceil_mode", 0) != 0 || (node.Numbers("pads") ?? []).Any(pad => pad != 0)))
            throw new ArgumentException("pools zeros that a Pad put around a map, which only averages here can do");
        Window window = OnnxWindows.Of(node, OnnxWindows.Size(node), _steps.Size(input), pads);
        if (node.Outputs.Count > 1 && node.Outputs[1].Length > 0)
            throw new ArgumentException("also makes the places of the largest cells, which nothing here can use");
        if (window is { Size: { Height: 1, Width: 1 }, Stride: { Height: 1, Width: 1 }, Pads: { Top: 0, Left: 0, Bottom: 0, Right: 0 } })
            return (OnnxMap)Same(node);
        // The mean of a whole map, as it is at the one size that the file was written for.
        if (node.Op == "AveragePool" && window.Size == _steps.Size(input)
            && window is { Pads: { Top: 0, Left: 0, Bottom: 0, Right: 0 }, Dilation: { Height: 1, Width: 1 } })
            return new OnnxMap(_steps.Add(new GlobalPoolStep(input), node.Title));
        PoolKind kind = node.Op == "MaxPool" ? PoolKind.Max : node.Number("count_include_pad", 0) != 0 || pads != 0
            ? PoolKind.AverageWithPadding
            : PoolKind.Average;
        return new OnnxMap(_steps.Add(new PoolStep(input, kind, window), node.Title));
    }

    /// <summary>Zeros around a map, which what reads it takes into its own padding. PyTorch writes averages that count their padding
    /// so.</summary>
    private OnnxPadded Pad(OnnxNode node)
    {
        IReadOnlyList<long> pads = node.Numbers("pads") ?? (Tensor(node, 1) is { } tensor ? _file.WholeNumbers(tensor) : []);
        if (node.Text("mode", "constant") != "constant" || node.Single("value", 0) != 0 || (Scalar(node, 2) ?? 0) != 0
            || node.Input(3).Length > 0)
            throw new ArgumentException("pads with something else than zeros");
        if (pads is not [0, 0, _, _, 0, 0, _, _] || pads.Any(pad => pad is < 0 or > StepChecks.MostCells))
            throw new ArgumentException($"has pads {ErrorText.Shape(pads)}, and only rows and columns can be padded");
        return new OnnxPadded(Map(node), new Pads((int)pads[2], (int)pads[3], (int)pads[6], (int)pads[7]));
    }

    private OnnxValue Mean(OnnxNode node)
    {
        if (Value(node, 0) is OnnxPart)
            return Reduced(node);
        IReadOnlyList<long> axes = node.Numbers("axes") ?? (Tensor(node, 1) is { } tensor ? _file.WholeNumbers(tensor) : []);
        if (!axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2, 3]))
            throw new ArgumentException($"averages over the axes {ErrorText.Shape(axes)}, and only a mean over rows and columns is known");
        int value = _steps.Add(new GlobalPoolStep(Map(node)), node.Title);
        return node.Number("keepdims", 1) != 0 ? new OnnxMap(value) : Row(value);
    }

    private OnnxMap LocalNormalization(OnnxNode node)
    {
        long size = node.Number("size", 0);
        if (size is < 1 or > 99)
            throw new ArgumentException($"sums over {size} channels");
        var kind = new LocalNormalization(NormalizationKind.AcrossChannel, (int)size, node.Single("alpha", 1e-4f),
            node.Single("beta", 0.75f), node.Single("bias", 1));
        kind.Check();
        return new OnnxMap(_steps.Add(new NormalizeStep(Map(node), kind), node.Title));
    }

    private OnnxMap Joined(OnnxNode node) =>
        new(_steps.Add(new ConcatStep([.. Enumerable.Range(0, node.Inputs.Count).Select(index => Map(node, index))]), node.Title));
}
