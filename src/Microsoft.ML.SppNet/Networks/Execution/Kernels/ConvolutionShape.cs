using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>What a convolution computes, apart from its weights and from the padding, which may depend on the map.</summary>
/// <param name="Channels">Channels of the input.</param>
/// <param name="Filters">Channels of the output.</param>
/// <param name="Size">Rows and columns of a filter.</param>
/// <param name="Stride">Step between applications.</param>
/// <param name="Dilation">Step between the cells that a filter sees.</param>
/// <param name="Groups">Groups of channels that do not see each other.</param>
internal readonly record struct ConvolutionShape(int Channels, int Filters, Sides Size, Sides Stride, Sides Dilation, int Groups)
{
    internal static ConvolutionShape Of(ConvStep step) =>
        new(step.InChannels, step.Filters, step.Window.Size, step.Window.Stride, step.Window.Dilation, step.Groups);

    /// <summary>Cells of a filter.</summary>
    internal int Area => Size.Height * Size.Width;

    /// <summary>Channels that a filter sees.</summary>
    internal int GroupChannels => Channels / Groups;

    /// <summary>Sixteens of filters in a group; the last is filled up with zero filters.</summary>
    internal int GroupPanels => (Filters / Groups + TileKernel.Filters - 1) / TileKernel.Filters;

    /// <summary>Sixteens of filters.</summary>
    internal int Panels => Groups * GroupPanels;

    /// <summary>Whether each channel has one filter that sees it alone.</summary>
    internal bool IsDepthwise => Groups == Channels && Groups == Filters;

    /// <summary>The same convolution with as few groups made one as give filters in sixteens: what a group's filters do not see has weight
    /// 0.</summary>
    internal ConvolutionShape Merged()
    {
        int perGroup = Filters / Groups, groups = Groups;
        int together = Enumerable.Range(1, groups)
            .First(count => count == groups || (groups % count == 0 && count * perGroup % TileKernel.Filters == 0));
        return this with { Groups = groups / together };
    }

    /// <summary>The weights of this convolution as those of <paramref name="merged"/>.</summary>
    internal float[] Merge(ConvolutionShape merged, ReadOnlySpan<float> weights)
    {
        int length = GroupChannels * Area, mergedLength = merged.GroupChannels * Area;
        int perGroup = Filters / Groups, together = Groups / merged.Groups;
        var result = new float[Filters * mergedLength];
        for (int filter = 0; filter < Filters; filter++)
            weights.Slice(filter * length, length).CopyTo(result.AsSpan(filter * mergedLength + filter / perGroup % together * length));
        return result;
    }
}
