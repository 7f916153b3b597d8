using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Runs a written graph node by node as the ONNX specification has its operations, on libtorch: an oracle that shares nothing with
/// the importer.</summary>
internal sealed class OnnxInterpreter(OnnxFile file)
{
    private readonly Dictionary<string, Tensor> _values = new(StringComparer.Ordinal);

    internal static float[] Run(string path, Tensor pixels)
    {
        using IWeightFile file = WeightFile.Open(path);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        return new OnnxInterpreter((OnnxFile)file).Run(pixels).contiguous().Floats().ToArray();
    }

    private Tensor Run(Tensor pixels)
    {
        foreach ((string name, OnnxTensor one) in file.Graph.Initializers)
            _values[name] = Constant(one);
        _values[file.Graph.Inputs.Single().Name] = pixels;
        foreach (OnnxNode node in file.Graph.Nodes)
            _values.Add(node.Outputs.Single(), Made(node));
        return _values[file.Graph.Outputs.Single().Name];
    }

    private Tensor Made(OnnxNode node)
    {
        Tensor In(int index) => _values[node.Input(index)];
        long[] Numbers(string name) => [.. node.Numbers(name)!];
        switch (node.Op)
        {
            case "Constant":
                return Constant(node.Attributes["value"].Tensor!);
            case "Conv":
                (Tensor padded, long[] strides) = Padded(node, In(0), 0);
                return nn.functional.conv2d(
                    padded, In(1), In(2), strides: strides, dilation: [.. node.Numbers("dilations") ?? [1, 1]],
                    groups: node.Number("group", 1));
            case "MaxPool":
                (Tensor around, long[] steps) = Padded(node, In(0), double.NegativeInfinity);
                return nn.functional.max_pool2d(around, Numbers("kernel_shape"), steps, ceil_mode: node.Number("ceil_mode", 0) == 1);
            case "AveragePool":
                return Average(node, In(0));
            case "GlobalAveragePool":
                return In(0).mean([2, 3], keepdim: true);
            case "LRN":
                return nn.functional.local_response_norm(
                    In(0), node.Number("size", 0), node.Single("alpha", 0), node.Single("beta", 0), node.Single("bias", 0));
            case "Pad":
                long[] pads = [.. In(1).data<long>()];
                return nn.functional.pad(In(0), [pads[3], pads[7], pads[2], pads[6]]);
            case "Relu":
                return In(0).relu();
            case "LeakyRelu":
                return nn.functional.leaky_relu(In(0), node.Single("alpha", 0));
            case "Sigmoid":
                return In(0).sigmoid();
            case "HardSigmoid":
                return (In(0) * node.Single("alpha", 0) + node.Single("beta", 0)).clamp(0, 1);
            case "Clip":
                Tensor least = node.Input(1).Length == 0 ? In(0) : maximum(In(0), In(1));
                return node.Input(2).Length == 0 ? least : minimum(least, In(2));
            case "Add":
                return In(0) + In(1);
            case "Sub":
                return In(0) - In(1);
            case "Mul":
                return In(0) * In(1);
            case "Div":
                return In(0).dtype == ScalarType.Int64 ? In(0).div(In(1), RoundingMode.floor) : In(0) / In(1);
            case "Max":
                return maximum(In(0), In(1));
            case "Pow":
                return In(0).pow(In(1));
            case "Concat":
                return cat([.. node.Inputs.Select(name => _values[name])], node.Number("axis", 0));
            case "Flatten":
                return In(0).flatten(node.Number("axis", 1));
            case "Shape":
                return tensor(In(0).shape);
            case "Gather":
                return In(0).index_select(node.Number("axis", 0), In(1));
            case "Slice":
                (long start, long end, long axis) = (In(1).item<long>(), In(2).item<long>(), In(3).item<long>());
                return In(0).slice(axis, start, end, 1);
            case "ReduceMax":
                return In(0).amax(Numbers("axes"), node.Number("keepdims", 1) == 1);
            case "ReduceMean":
                return In(0).mean(Numbers("axes"), node.Number("keepdims", 1) == 1);
            case "ReduceL2":
                return In(0).square().sum(Numbers("axes"), node.Number("keepdims", 1) == 1).sqrt();
            case "Gemm":
                return In(0).matmul(In(1).t()) + In(2);
            case "Identity":
                return In(0);
            default:
                throw new ArgumentException($"{node.Op} is no operation that is written");
        }
    }

    private static Tensor Average(OnnxNode node, Tensor map)
    {
        (Tensor padded, long[] strides) = Padded(node, map, 0);
        (Tensor inside, _) = Padded(node, ones_like(map), node.Number("count_include_pad", 0));
        long[] size = [.. node.Numbers("kernel_shape")!];
        bool ceil = node.Number("ceil_mode", 0) == 1;
        return nn.functional.avg_pool2d(padded, size, strides, ceil_mode: ceil)
            / nn.functional.avg_pool2d(inside, size, strides, ceil_mode: ceil);
    }

    /// <summary>The map with what its window attributes put around it, and the strides.</summary>
    private static (Tensor Map, long[] Strides) Padded(OnnxNode node, Tensor map, double value)
    {
        long[] strides = [.. node.Numbers("strides") ?? [1, 1]], pads = [.. node.Numbers("pads") ?? [0, 0, 0, 0]];
        if (node.Attributes.ContainsKey("auto_pad"))
        {
            for (int side = 0; side < 2; side++)
            {
                long cells = map.shape[2 + side], size = node.Numbers("kernel_shape")![side];
                long both = Math.Max(0, ((cells + strides[side] - 1) / strides[side] - 1) * strides[side] + size - cells);
                bool upper = node.Text("auto_pad", "") == "SAME_UPPER";
                (pads[side], pads[2 + side]) = upper ? (both / 2, both - both / 2) : (both - both / 2, both / 2);
            }
        }

        return (nn.functional.pad(map, [pads[1], pads[3], pads[0], pads[2]], value: value), strides);
    }

    private Tensor Constant(OnnxTensor one) => one.Type == OnnxType.Int64
        ? tensor(file.WholeNumbers(one))
        : tensor(file.Floats(one)).reshape([.. one.Shape]);
}
