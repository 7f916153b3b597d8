using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <content>Parts of maps: what a spatial pyramid is made of. The trunk ends before them.</content>
internal sealed partial class OnnxGraphReader
{
    /// <summary>Some of a map's rows or columns; of a shape, one of its numbers.</summary>
    private OnnxValue Slice(OnnxNode node) => Value(node, 0) switch
    {
        OnnxMap map => new OnnxPart(map.Value),
        OnnxPart part => part,
        _ => Shape(node),
    };

    /// <summary>The largest cell over some axes, or their mean over less than rows and columns.</summary>
    private OnnxValue Reduced(OnnxNode node)
    {
        int value = Value(node, 0) is OnnxPart part ? part.Value : Map(node);
        return node.Number("keepdims", 1) != 0 ? new OnnxPart(value) : Binned(node, value);
    }

    /// <summary>A vector of bins, which no classifier here reads.</summary>
    private static OnnxRow Binned(OnnxNode node, int value) =>
        Ended(new OnnxRow(value, []), node, "pools parts of a map, which is for the pyramid to do");
}
