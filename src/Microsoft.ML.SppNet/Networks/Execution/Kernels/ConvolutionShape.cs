namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>What a convolution computes, apart from its weights.</summary>
/// <param name="Channels">Channels of the input.</param>
/// <param name="Filters">Channels of the output.</param>
/// <param name="Size">Side of a filter.</param>
/// <param name="Stride">Step between applications.</param>
/// <param name="Padding">Zero cells before the input on either axis.</param>
/// <param name="Groups">Groups of channels that do not see each other.</param>
internal readonly record struct ConvolutionShape(int Channels, int Filters, int Size, int Stride, int Padding, int Groups)
{
    /// <summary>Channels that a filter sees.</summary>
    internal int GroupChannels => Channels / Groups;

    /// <summary>Sixteens of filters in a group; the last is filled up with zero filters.</summary>
    internal int GroupPanels => (Filters / Groups + TileKernel.Filters - 1) / TileKernel.Filters;

    /// <summary>Sixteens of filters.</summary>
    internal int Panels => Groups * GroupPanels;

    /// <summary>The margin that its input needs for an output of <paramref name="outputs"/> rows or columns.</summary>
    internal int MarginAfter(int inputs, int outputs) => Math.Max(0, (outputs - 1) * Stride + Size - Padding - inputs);
}
