using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>The attributes that say which windows a convolution or pooling lays over a map.</summary>
internal static class OnnxWindowAttributes
{
    /// <param name="window">The windows.</param>
    /// <param name="map">Size of what it reads; null where it differs from run to run.</param>
    /// <exception cref="ArgumentException">No attributes say it for maps of every size.</exception>
    internal static IEnumerable<OnnxAttribute> Of(Window window, Sides? map)
    {
        yield return Pair("kernel_shape", window.Size);
        yield return Pair("strides", window.Stride);
        if (window.Dilation != 1)
            yield return Pair("dilations", window.Dilation);
        if (IsRule(window))
        {
            yield return new("auto_pad") { Text = window.Rule == PadRule.SameUpper ? "SAME_UPPER" : "SAME_LOWER" };
            yield break;
        }

        bool rounds = window.Ceil && window.Rule == PadRule.Written;
        bool isCeilMode = rounds && EndsInside(window.Rows) && EndsInside(window.Columns);
        Pads pads = PadsOf(window, map);
        if (rounds && !isCeilMode)
        {
            Sides cells = map
                ?? throw new ArgumentException("has windows that runtimes count differently at some sizes: save it for one size");
            pads = pads with { Bottom = After(window.Rows, cells.Height), Right = After(window.Columns, cells.Width) };
        }

        if (pads != 0)
            yield return new("pads") { Numbers = [pads.Top, pads.Left, pads.Bottom, pads.Right] };
        if (isCeilMode)
            yield return new("ceil_mode") { Number = 1 };
    }

    /// <summary>Padding that follows the map's size is the format's own rule, but not for windows with gaps, which runtimes refuse
    /// there.</summary>
    private static bool IsRule(Window window) => window.Rule != PadRule.Written && window.Dilation == 1;

    private static Pads PadsOf(Window window, Sides? map) => window.Rule == PadRule.Written ? window.Pads
        : window.Stride == 1 ? window.PadsIn(StepChecks.MostCells)
        : map is { } cells ? window.PadsIn(cells)
        : throw new ArgumentException("has windows with gaps whose padding follows the image's size: save it for one size");

    /// <summary>Whether no window that is counted by rounding up begins behind the map and its first padding, where runtimes
    /// differ.</summary>
    private static bool EndsInside(WindowAxis axis) => axis.After + axis.Stride <= axis.Reach;

    /// <summary>The padding with which the windows that are counted here all fit.</summary>
    private static int After(WindowAxis axis, int cells) =>
        Math.Max(0, (axis.CountIn(cells) - 1) * axis.Stride + axis.Reach - cells - axis.Before);

    private static OnnxAttribute Pair(string name, Sides sides) => new(name) { Numbers = [sides.Height, sides.Width] };
}
