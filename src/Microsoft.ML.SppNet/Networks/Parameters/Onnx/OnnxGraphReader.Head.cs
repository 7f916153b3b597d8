using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <content>What follows the last map: flattening and fully connected layers.</content>
internal sealed partial class OnnxGraphReader
{
    private OnnxValue Flatten(OnnxNode node)
    {
        switch (Value(node, 0))
        {
            case OnnxRow or OnnxShape:
                return Value(node, 0);
            case OnnxConstant constant:
                return Reshaped(node, constant);
            case OnnxPart part:
                return Binned(node, part.Value);
            default:
                int input = Map(node);
                bool rows = node.Op switch
                {
                    "Flatten" => node.Number("axis", 1) == 1,
                    "Reshape" => Value(node, 1) is OnnxShape || _file.WholeNumbers(Tensor(node, 1)!).Length == 2,
                    _ => Axes(node).Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2, 3]),
                };
                return rows ? Row(input) : throw new ArgumentException("makes another shape of a map than a row for each image");
        }
    }

    /// <summary>The cells of a map in a row; of a mean over the whole map, the means.</summary>
    private OnnxRow Row(int value) => _steps.Maker(value) is GlobalPoolStep pool
        ? new OnnxRow(pool.Input, []) { Length = _steps.Channels(value) }
        : new OnnxRow(value, []);

    private long[] Axes(OnnxNode node) =>
        node.Numbers("axes") is { } axes ? [.. axes] : Tensor(node, 1) is { } tensor ? _file.WholeNumbers(tensor) : [];

    private OnnxConstant Reshaped(OnnxNode node, OnnxConstant constant)
    {
        IEnumerable<long> shape = node.Op == "Reshape"
            ? _file.WholeNumbers(Tensor(node, 1) ?? throw new ArgumentException("has no shape"))
            : constant.Shape.Where(size => size != 1);
        long[] known = [.. shape];
        long product = known.Where(size => size > 0).Aggregate(1L, (all, size) => size > constant.Tensor.Count ? 0 : all * size);
        return product > 0 && known.Count(size => size <= 0) <= 1 && constant.Tensor.Count % product == 0
            ? constant with { Shape = [.. known.Select(size => size > 0 ? size : constant.Tensor.Count / product)] }
            : throw new ArgumentException($"makes {ErrorText.Shape(known)} of a constant of {constant.Tensor.Count} numbers");
    }

    /// <summary>Arithmetic on shapes, which only tells a flattening what it knows; of constants, dimensions of 1 put in.</summary>
    private OnnxValue Shape(OnnxNode node)
    {
        OnnxValue value = Value(node, 0);
        switch (node.Op, value)
        {
            case ("Unsqueeze", OnnxConstant constant):
                long[] axes = Axes(node);
                int rank = constant.Shape.Count + axes.Length;
                if (rank > 8 || axes.Any(axis => axis < -rank || axis >= rank))
                    throw new ArgumentException($"puts in the axes {ErrorText.Shape(axes)}");
                var sizes = new Queue<long>(constant.Shape);
                HashSet<long> inserted = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
                return inserted.Count == axes.Length
                    ? constant with { Shape = [.. Enumerable.Range(0, rank).Select(axis => inserted.Contains(axis) ? 1 : sizes.Dequeue())] }
                    : throw new ArgumentException($"puts in the axes {ErrorText.Shape(axes)}");
            case ("Shape", _):
            case (_, OnnxShape):
                return new OnnxShape();
            case ("Cast", OnnxImage or OnnxConstant):
                return value;
            default:
                throw new ArgumentException("works on a map, where only shapes are expected");
        }
    }

    private OnnxRow Linear(OnnxNode node)
    {
        OnnxRow row = Value(node, 0) is OnnxRow known
            ? known
            : throw new ArgumentException($"reads '{node.Input(0)}', which is no flattened map");
        if (row.Ended is not null)
            return row;
        bool transposed = node.Op == "Gemm" && node.Number("transB", 0) != 0;
        if (node.Op == "Gemm" && (node.Number("transA", 0) != 0 || node.Single("alpha", 1) != 1 || node.Single("beta", 1) != 1))
            throw new ArgumentException("scales or transposes what it reads");
        OnnxTensor weight = Tensor(node, 1) ?? throw new ArgumentException("has no weights");
        if (weight.Shape is not [> 0, > 0] || weight.Shape.Any(size => size > int.MaxValue))
            throw new ArgumentException($"has weights {ErrorText.Shape(weight.Shape)}, expected a matrix");
        (long outputs, long inputs) = transposed ? (weight.Shape[0], weight.Shape[1]) : (weight.Shape[1], weight.Shape[0]);
        if (row.Length > 0 && row.Length != inputs)
            throw new ArgumentException($"reads rows of {inputs} numbers, and there are {row.Length}");
        string name = ParameterName(node, weight);
        if (transposed)
            Parameters.Add(name + ".weight", weight, outputs, inputs);
        else
            Parameters.AddTransposed(name + ".weight", weight, outputs, inputs);
        Bias(name, node.Op == "Gemm" ? Tensor(node, 2) : null, outputs);
        return row with
        {
            Layers = [.. row.Layers, new Linear(name, $"fc{row.Layers.Count + 1}", (int)outputs) { Relu = false }],
            Inputs = row.Layers.Count == 0 ? inputs : row.Inputs,
            Length = outputs,
        };
    }

    private void Bias(string name, OnnxTensor? bias, long outputs)
    {
        if (bias is not null && bias.Count != outputs)
            throw new ArgumentException($"has {bias.Count} biases for {outputs} outputs");
        if (bias is null)
            Parameters.AddZeros(name + ".bias", outputs);
        else
            Parameters.Add(name + ".bias", bias, outputs);
    }

    /// <summary>An Add after a MatMul.</summary>
    private OnnxRow WithBias(OnnxNode node, OnnxRow row, OnnxConstant constant)
    {
        if (row.Ended is not null)
            return row;
        if (node.Op != "Add" || row.Layers.Count == 0 || row.Layers[^1].Relu || constant.Tensor.Count != row.Length)
            return Ended(row, node, "computes with vectors what no classifier here does");
        Bias(row.Layers[^1].Name, constant.Tensor, row.Length);
        return row;
    }

    private OnnxRow Softmax(OnnxNode node) => Value(node, 0) switch
    {
        OnnxRow row => row with { HasSoftmax = true },
        OnnxMap map when _steps.Maker(map.Value) is GlobalPoolStep => Row(map.Value) with { HasSoftmax = true },
        _ => throw new ArgumentException("is of a map, not of a vector"),
    };

    private static OnnxRow Ended(OnnxRow row, OnnxNode node, string why) =>
        row.Ended is null ? row with { Ended = $"node '{node.Title}' ({node.Op}) {why}" } : row;
}
