using Microsoft.ML.SppNet.Networks.Architecture;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Convolution and pooling in stock libtorch operations, whose own padding is the same on both sides.</summary>
internal static class TorchWindows
{
    internal static Tensor Convolve(Tensor input, ConvStep step, Tensor weight, Tensor? bias)
    {
        Window window = step.Window;
        Pads pads = window.PadsIn(SizeOf(input));
        bool even = pads.Top == pads.Bottom && pads.Left == pads.Right;
        Tensor padded = even ? input : nn.functional.pad(input, [pads.Left, pads.Right, pads.Top, pads.Bottom]);
        return nn.functional.conv2d(padded, weight, bias, Long(window.Stride), even
            ? [pads.Top, pads.Left]
            : [0, 0], Long(window.Dilation), step.Groups);
    }

    internal static Tensor Pool(Tensor input, PoolStep step)
    {
        Window window = step.Window;
        Sides map = SizeOf(input), count = window.CountIn(map);
        Pads pads = window.PadsIn(map);
        if (IsStock(step, pads))
            return PoolAsStock(input, step);
        // Exactly as much is put around the map as the windows reach; what they do not reach of it, they do not see in any case.
        Sides after = new(
            Overhang(window.Rows, count.Height, map.Height, pads.Top), Overhang(window.Columns, count.Width, map.Width, pads.Left));
        Tensor Around(Tensor maps, double value, Pads by) =>
            nn.functional.pad(maps, [by.Left, by.Right, by.Top, by.Bottom], PaddingModes.Constant, value);
        Pads reached = pads with { Bottom = after.Height, Right = after.Width };
        if (step.Kind == PoolKind.Max)
        {
            return nn.functional.max_pool2d(
                Around(input, double.NegativeInfinity, reached), Long(window.Size), Long(window.Stride), dilation: Long(window.Dilation));
        }

        // Sums of what is there over how many there are; a depthwise convolution of ones, since no average takes a dilation.
        using Tensor one = ones([1, 1, map.Height, map.Width], dtype: input.dtype, device: input.device);
        Pads counted = step.Kind == PoolKind.AverageWithPadding
            ? pads with { Bottom = Math.Min(pads.Bottom, after.Height), Right = Math.Min(pads.Right, after.Width) }
            : 0;
        Tensor there = Around(one, 1, counted);
        there = Around(there, 0, new Pads(reached.Top - counted.Top, reached.Left - counted.Left, reached.Bottom
            - counted.Bottom, reached.Right - counted.Right));
        Tensor Sum(Tensor maps) => nn.functional.conv2d(
            maps, ones([maps.shape[1], 1, window.Size.Height, window.Size.Width], dtype: input.dtype, device: input.device), null,
            Long(window.Stride), [0, 0],
            Long(window.Dilation), maps.shape[1]);
        return Sum(Around(input, 0, reached)).div_(Sum(there));
    }

    private static bool IsStock(PoolStep step, Pads pads) =>
        pads.Top == pads.Bottom && pads.Left == pads.Right && pads.Top <= step.Window.Size.Height / 2
        && pads.Left <= step.Window.Size.Width / 2
        && step.Window.Rule == PadRule.Written && (step.Kind == PoolKind.Max || step.Window.Dilation == 1);

    private static Tensor PoolAsStock(Tensor input, PoolStep step)
    {
        Window window = step.Window;
        long[] size = Long(window.Size), stride = Long(window.Stride), padding = [window.Pads.Top, window.Pads.Left];
        return step.Kind == PoolKind.Max
            ? nn.functional.max_pool2d(input, size, stride, padding, Long(window.Dilation), window.Ceil)
            : nn.functional.avg_pool2d(input, size, stride, padding, window.Ceil, step.Kind == PoolKind.AverageWithPadding);
    }

    /// <summary>Cells that windows reach beyond a side; below 0 where they end before it does.</summary>
    private static int Overhang(WindowAxis axis, int windows, int cells, int before) =>
        (windows - 1) * axis.Stride + axis.Reach - before - cells;

    private static Sides SizeOf(Tensor maps) => new((int)maps.shape[2], (int)maps.shape[3]);

    private static long[] Long(Sides sides) => [sides.Height, sides.Width];
}
