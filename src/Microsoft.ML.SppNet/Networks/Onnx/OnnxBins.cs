using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>
/// The bins of a pyramid as ONNX operations, for maps of one size or of any: bin i of n, counted from 0, covers the cells ⌊i·a/n⌋ to
/// ⌈(i+1)·a/n⌉ (He et al., appendix A). A bin is a rectangle, so rows are reduced first, then columns.
/// </summary>
/// <param name="writer">Takes the nodes.</param>
/// <param name="map">The map, N × C × H × W.</param>
/// <param name="size">H and W; null where they differ from run to run.</param>
internal sealed class OnnxBins(OnnxWriter writer, string map, Sides? size)
{
    private const int RowAxis = 2, ColumnAxis = 3;

    /// <summary>The largest cell of each bin of a level: N × C·n².</summary>
    internal string Largest(int side) => side == 1 ? Reduced("ReduceMax", map, RowAxis, ColumnAxis) : Rectangles(side, "ReduceMax");

    /// <summary>The mean of each bin: N × C·n². Bins that share no cells are the windows of a pooling, as other programs write
    /// them.</summary>
    internal string Means(int side) =>
        side == 1 ? Flat(writer.Node("GlobalAveragePool", $"{map}/mean", [map]))
        : size is { } cells && cells.Height % side == 0 && cells.Width % side == 0
        ? Flat(Pooled(new Sides(cells.Height / side, cells.Width / side)))
        : Rectangles(side, "ReduceMean");

    private string Rectangles(int side, string reduction)
    {
        string rows = Cut(map, RowAxis, size?.Height, side, reduction);
        return Flat(Cut(rows, ColumnAxis, size?.Width, side, reduction));
    }

    private string Pooled(Sides window)
    {
        if (window == 1)
            return map;
        OnnxAttribute size = new("kernel_shape") { Numbers = [window.Height, window.Width] };
        return writer.Node("AveragePool", $"{map}/bins", [map], size, size with { Name = "strides" });
    }

    private string Cut(string cut, int axis, int? cells, int side, string reduction)
    {
        (string Start, string End)[] bins = cells is { } known
            ? [.. Enumerable.Range(0, side).Select(bin => SpatialPyramid.Bin(bin, side, known))
                .Select(bin => (writer.Constant(bin.Start), writer.Constant(bin.End)))]
            : Bounds(axis, side);
        string[] parts =
        [
            .. bins.Select(bin => writer.Node(
                reduction, $"{map}/bin", [writer.Node("Slice", $"{map}/cells", [cut, bin.Start, bin.End, writer.Constant(axis)])],
                Axes(axis))),
        ];
        return writer.Node("Concat", $"{map}/bins", parts, new OnnxAttribute("axis") { Number = axis });
    }

    /// <summary>First cell and the cell after the last of each bin along an axis, computed when the graph runs, in whole numbers.</summary>
    private (string Start, string End)[] Bounds(int axis, int side)
    {
        string shape = writer.Node("Shape", $"{map}/shape", [map]), divisor = writer.Constant(side);
        string cells = writer.Node("Gather", $"{map}/size", [shape, writer.Constant(axis)], new OnnxAttribute("axis") { Number = 0 });
        return
        [
            .. Enumerable.Range(0, side).Select(bin => (
                Divided(Times(bin)),
                Divided(writer.Node("Add", $"{map}/upTo", [Times(bin + 1), writer.Constant(side - 1)])))),
        ];

        string Times(int bin) => writer.Node("Mul", $"{map}/share", [cells, writer.Constant(bin)]);

        string Divided(string sum) => writer.Node("Div", $"{map}/bound", [sum, divisor]);
    }

    private string Reduced(string reduction, string value, params long[] axes) =>
        writer.Node(reduction, $"{map}/whole", [value], new OnnxAttribute("axes") { Numbers = axes },
            new OnnxAttribute("keepdims") { Number = 0 });

    private static OnnxAttribute[] Axes(int axis) => [new("axes") { Numbers = [axis] }, new("keepdims") { Number = 1 }];

    private string Flat(string value) => writer.Node("Flatten", $"{map}/vector", [value], new OnnxAttribute("axis") { Number = 1 });
}
