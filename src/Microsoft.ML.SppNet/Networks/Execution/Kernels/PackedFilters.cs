using System.Runtime.CompilerServices;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The filters of a convolution in the order in which <see cref="TileKernel"/> reads them: sixteen filters side by side, for each of them
/// the inputs row by row, cell by cell, channel by channel. Unlike the layouts of oneDNN it does not depend on the size of the input.
/// </summary>
internal sealed unsafe class PackedFilters : IDisposable
{
    private readonly NativeFloats _weights;
    private readonly NativeFloats _bias;

    /// <param name="shape">The convolution.</param>
    /// <param name="weights">Filters × channels of a group × rows × columns floats.</param>
    /// <param name="bias">A float per filter.</param>
    internal PackedFilters(ConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Shape = shape;
        _weights = new NativeFloats(shape.Panels * PanelLength);
        _bias = PackBias(shape, bias);
        fixed (float* from = weights)
        {
            float* source = from;
            Parallel.For(0, shape.Panels, panel => Pack(source, panel));
        }
    }

    internal ConvolutionShape Shape { get; }

    /// <summary>Floats of a panel.</summary>
    internal long PanelLength => (long)Shape.Area * Shape.GroupChannels * TileKernel.Filters;

    internal float* Weights => _weights.Pointer;

    internal float* Bias => _bias.Pointer;

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(float* weights, int panel)
    {
        int area = Shape.Area, channels = Shape.GroupChannels;
        (int first, int count) = FiltersOf(Shape, panel);
        float* from = weights + (long)first * channels * area;
        // Written in order, sixteen filters at a time: one filter after the other would touch every line of the panel sixteen times.
        float* to = _weights.Pointer + panel * PanelLength;
        for (int cell = 0; cell < area; cell++)
        {
            for (int channel = 0; channel < channels; channel++, to += TileKernel.Filters)
            {
                for (int lane = 0; lane < TileKernel.Filters; lane++)
                    to[lane] = lane < count ? from[((long)lane * channels + channel) * area + cell] : 0;
            }
        }
    }

    /// <summary>The bias of each panel's sixteen filters.</summary>
    internal static NativeFloats PackBias(ConvolutionShape shape, ReadOnlySpan<float> bias)
    {
        var packed = new NativeFloats((long)shape.Panels * TileKernel.Filters);
        packed.Clear();
        for (int panel = 0; panel < shape.Panels; panel++)
        {
            (int first, int count) = FiltersOf(shape, panel);
            bias.Slice(first, count).CopyTo(new Span<float>(packed.Pointer + panel * TileKernel.Filters, count));
        }

        return packed;
    }

    /// <summary>The filters that lie side by side in a panel: sixteen, or what is left of a group.</summary>
    internal static (int First, int Count) FiltersOf(ConvolutionShape shape, int panel)
    {
        (int group, int index) = Math.DivRem(panel, shape.GroupPanels);
        int filters = shape.Filters / shape.Groups, first = index * TileKernel.Filters;
        return (group * filters + first, Math.Min(TileKernel.Filters, filters - first));
    }
}
