namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// How a convolution is cut for Winograd's algorithm F(m × m, r × r) on tiles of m + r − 1 = 6 cells per side (Lavin and Gray 2016): 36
/// products make m² outputs, which take m² · r² products as written. A stride s splits filter and input into s² parts of stride 1 whose
/// products add up, so r is the filter's side over the stride, rounded up.
/// </summary>
/// <param name="Shape">The convolution.</param>
/// <param name="Outputs">m: cells per side that a tile makes.</param>
internal readonly record struct WinogradShape(ConvolutionShape Shape, int Outputs)
{
    /// <summary>Cells per side of a tile.</summary>
    internal const int Side = 6;

    /// <summary>Products per tile, channel and filter.</summary>
    internal const int Products = Side * Side;

    internal WinogradShape(ConvolutionShape shape)
        : this(shape, Side + 1 - FilterSide(shape))
    {
    }

    /// <summary>r: side of a filter's parts.</summary>
    internal int Taps => FilterSide(Shape);

    /// <summary>Inputs that a filter sums over: the channels of every part.</summary>
    internal int Depth => Stride * Stride * Shape.GroupChannels;

    /// <summary>Step between applications, the same on both sides.</summary>
    internal int Stride => Shape.Stride.Height;

    /// <summary>
    /// Whether it takes less time than the convolution as written, for a map of outputs. It depends on the map alone, never on how many
    /// there are in a batch, so that the batch changes no result.
    /// </summary>
    internal static bool Pays(ConvolutionShape shape, int height, int width)
    {
        if (shape.Size.Height != shape.Size.Width || shape.Stride.Height != shape.Stride.Width || shape.Dilation != 1)
            return false;
        // Vectors of eight channels; filters for which a tile makes 4, 3 or 2 outputs a side; strides only where one group sees whole
        // cells.
        if (shape.GroupChannels % 8 != 0 || FilterSide(shape) is < 3 or > 5 || (shape.Stride != 1 && shape.Groups > 1))
            return false;
        var cut = new WinogradShape(shape);
        // In units of one product: what the two transforms take per channel and filter of a tile, measured, and what it takes to bring
        // weights from memory.
        const double transformInput = 220, transformOutput = 180, fetch = 16;
        double tiles = cut.Tiles(height) * (double)cut.Tiles(width), filters = shape.Filters;
        double winograd =
            tiles * ((Products * cut.Depth * filters) + (transformInput * cut.Depth * shape.Groups) + (transformOutput * filters))
            + (fetch * Products * cut.Depth * filters);
        double direct = ((double)height * width + fetch) * shape.Area * shape.GroupChannels * filters;
        return winograd < direct;
    }

    /// <summary>Tiles that cover a row or column of outputs.</summary>
    internal int Tiles(int outputs) => (outputs + Outputs - 1) / Outputs;

    /// <summary>Cells after the input that the last tile reads, for a row or column of inputs that makes so many outputs.</summary>
    internal int MarginAfter(int inputs, int outputs, int before) =>
        Math.Max(0, Stride * (Tiles(outputs) * Outputs + Taps - 1) - before - inputs);

    private static int FilterSide(ConvolutionShape shape) => (shape.Size.Height + shape.Stride.Height - 1) / shape.Stride.Height;
}
