using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Windows of convolutions and poolings as nodes describe them.</summary>
internal static class OnnxWindows
{
    /// <summary>The window of a node, for maps of every size.</summary>
    /// <param name="node">The node.</param>
    /// <param name="size">Cells that a window sees.</param>
    /// <param name="map">Size of what it reads where the file is written for one size of image; null where it is not.</param>
    /// <param name="around">Zeros around the map.</param>
    /// <exception cref="ArgumentException">The attributes are no window's.</exception>
    internal static Window Of(OnnxNode node, Sides size, Sides? map, Pads around)
    {
        int[] pads = Values(node, "pads", 4, 0);
        if (around != 0 && node.Text("auto_pad", "NOTSET") is not ("" or "NOTSET" or "VALID"))
            throw new ArgumentException("pads a map that is padded already");
        pads = [pads[0] + around.Top, pads[1] + around.Left, pads[2] + around.Bottom, pads[3] + around.Right];
        var window = new Window(size, Pair(node, "strides"), new Pads(pads[0], pads[1], pads[2], pads[3]))
        {
            Dilation = Pair(node, "dilations"),
            Ceil = node.Number("ceil_mode", 0) != 0,
        };
        return node.Text("auto_pad", "NOTSET") switch
        {
            "" or "NOTSET" => map is { } sides ? ForEverySize(window, sides) : window,
            "VALID" => window with { Pads = around },
            "SAME_UPPER" => window with { Pads = 0, Rule = PadRule.SameUpper },
            "SAME_LOWER" => window with { Pads = 0, Rule = PadRule.SameLower },
            { } other => throw new ArgumentException($"has the padding '{other}', which there is not"),
        };
    }

    internal static Sides Size(OnnxNode node) =>
        node.Numbers("kernel_shape") is not null ? Pair(node, "kernel_shape") : throw new ArgumentException("has no kernel_shape");

    /// <summary>
    /// Programs that export for one size write SAME padding out as it is at that size (CNTK: 3, 3, 2, 2 for 7 × 7 / 2 at 224), which is
    /// wrong at others: there the branches of a residual block would differ by a row. Pads that differ from side to side just as SAME has
    /// it at the file's size are SAME.
    /// </summary>
    private static Window ForEverySize(Window window, Sides map)
    {
        if (window.Pads.Top == window.Pads.Bottom && window.Pads.Left == window.Pads.Right)
            return window;
        foreach (PadRule rule in new[] { PadRule.SameLower, PadRule.SameUpper })
        {
            Window same = window with { Pads = 0, Rule = rule };
            if (same.PadsIn(map) == window.Pads && same.CountIn(map) == window.CountIn(map))
                return same;
        }

        return window;
    }

    private static Sides Pair(OnnxNode node, string name)
    {
        int[] values = Values(node, name, 2, 1);
        return new Sides(values[0], values[1]);
    }

    private static int[] Values(OnnxNode node, string name, int count, int standard)
    {
        if (node.Numbers(name) is not { Count: > 0 } found)
            return [.. Enumerable.Repeat(standard, count)];
        return found.Count == count && found.All(value => value >= standard && value <= StepChecks.MostCells)
            ? [.. found.Select(value => (int)value)]
            : throw new ArgumentException($"has {name} {ErrorText.Shape(found)}");
    }
}
