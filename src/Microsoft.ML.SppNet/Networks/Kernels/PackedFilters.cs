namespace Microsoft.ML.SppNet;

/// <summary>
/// The filters of a convolution in the order in which <see cref="TileKernel"/> reads them: sixteen filters side by side, for each of them the inputs row by
/// row, cell by cell, channel by channel. Unlike the layouts of oneDNN it does not depend on the size of the input.
/// </summary>
internal sealed unsafe class PackedFilters : IDisposable
{
    private readonly NativeFloats _weights;
    private readonly NativeFloats _bias;

    /// <param name="shape">The convolution.</param>
    /// <param name="weights">Filters × channels of a group × size × size floats.</param>
    /// <param name="bias">A float per filter.</param>
    internal PackedFilters(ConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Shape = shape;
        int area = shape.Size * shape.Size, depth = area * shape.GroupChannels;
        _weights = new NativeFloats((long)shape.Panels * depth * TileKernel.Filters);
        _weights.Clear();
        _bias = PackBias(shape, bias);
        for (int filter = 0; filter < shape.Filters; filter++)
        {
            ReadOnlySpan<float> from = weights.Slice(filter * depth, depth);
            float* to = _weights.Pointer + PanelOf(shape, filter, out int lane) * PanelLength + lane;
            for (int channel = 0; channel < shape.GroupChannels; channel++)
            {
                for (int cell = 0; cell < area; cell++)
                    to[(cell * shape.GroupChannels + channel) * TileKernel.Filters] = from[channel * area + cell];
            }
        }
    }

    internal ConvolutionShape Shape { get; }

    /// <summary>Floats of a panel.</summary>
    internal long PanelLength => (long)Shape.Size * Shape.Size * Shape.GroupChannels * TileKernel.Filters;

    internal float* Weights => _weights.Pointer;

    internal float* Bias => _bias.Pointer;

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    /// <summary>The bias of each panel's sixteen filters.</summary>
    internal static NativeFloats PackBias(ConvolutionShape shape, ReadOnlySpan<float> bias)
    {
        var packed = new NativeFloats((long)shape.Panels * TileKernel.Filters);
        packed.Clear();
        for (int filter = 0; filter < shape.Filters; filter++)
            packed.Pointer[PanelOf(shape, filter, out int lane) * TileKernel.Filters + lane] = bias[filter];
        return packed;
    }

    /// <summary>Where a filter lies: its panel, and its place among the panel's sixteen.</summary>
    internal static int PanelOf(ConvolutionShape shape, int filter, out int lane)
    {
        (int group, int rest) = Math.DivRem(filter, shape.Filters / shape.Groups);
        (int panel, lane) = Math.DivRem(rest, TileKernel.Filters);
        return group * shape.GroupPanels + panel;
    }
}
