using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>Activations as ONNX operations.</summary>
internal static class OnnxActivations
{
    /// <summary>Adds what an activation takes.</summary>
    /// <param name="writer">Takes the nodes.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="name">Name of its last node.</param>
    /// <returns>The value that it makes.</returns>
    internal static string Add(OnnxWriter writer, Activation activation, string input, string name)
    {
        if (activation == Activation.None)
            return input;
        if (activation == Activation.Relu)
            return writer.Node("Relu", name, [input]);
        return activation.Kind switch
        {
            ActivationKind.Clip => writer.Node("Clip", name, [input, Bound(writer, activation.A), Bound(writer, activation.B)]),
            ActivationKind.LeakyRelu => writer.Node("LeakyRelu", name, [input], new OnnxAttribute("alpha") { Single = activation.A }),
            ActivationKind.Silu => writer.Node("Mul", name, [input, writer.Node("Sigmoid", name + "/gate", [input])]),
            ActivationKind.Sigmoid => writer.Node("Sigmoid", name, [input]),
            ActivationKind.HardSigmoid => HardSigmoid(writer, activation, input, name),
            ActivationKind.HardSwish => writer.Node(
                "Mul", name, [input, HardSigmoid(writer, Activation.HardSigmoid(1 / 6f), input, name + "/gate")]),
            _ => throw new ArgumentException($"has the activation {activation}, for which there are no operations"),
        };
    }

    private static string HardSigmoid(OnnxWriter writer, Activation activation, string input, string name) => writer.Node(
        "HardSigmoid", name, [input], new OnnxAttribute("alpha") { Single = activation.A },
        new OnnxAttribute("beta") { Single = activation.B });

    private static string Bound(OnnxWriter writer, float bound) => float.IsInfinity(bound) ? "" : writer.Constant(bound);
}
