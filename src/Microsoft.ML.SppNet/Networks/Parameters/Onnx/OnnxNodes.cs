using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Typed access to the attributes of nodes.</summary>
internal static class OnnxNodes
{
    internal static long Number(this OnnxNode node, string name, long standard) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Number ?? standard : standard;

    internal static float Single(this OnnxNode node, string name, float standard) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Single ?? standard : standard;

    internal static string Text(this OnnxNode node, string name, string standard) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Text ?? standard : standard;

    internal static IReadOnlyList<long>? Numbers(this OnnxNode node, string name) =>
        node.Attributes.TryGetValue(name, out OnnxAttribute? attribute) ? attribute.Numbers : null;

    /// <summary>The name of an input; "" where an optional one is left out.</summary>
    internal static string Input(this OnnxNode node, int index) => index < node.Inputs.Count ? node.Inputs[index] : "";
}
