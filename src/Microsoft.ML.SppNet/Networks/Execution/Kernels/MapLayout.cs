using System.Runtime.CompilerServices;
using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// Where the feature maps of a batch lie in a run's memory: channels-last, each map with a margin of zero cells, so that no convolution
/// needs to know where a map ends. All lengths are in floats.
/// </summary>
/// <param name="Start">The first float, margin included.</param>
/// <param name="Images">Maps, one after the other.</param>
/// <param name="Height">Rows without the margin.</param>
/// <param name="Width">Cells in a row without the margin.</param>
/// <param name="Channels">Floats of a cell that belong to this map.</param>
/// <param name="CellStride">Floats from one cell to the next; more than <paramref name="Channels"/> where two maps share their
/// cells.</param>
/// <param name="FirstChannel">Where in a cell the map's own floats begin.</param>
/// <param name="Margin">The cells around a map.</param>
internal sealed record MapLayout(long Start, int Images, int Height, int Width, int Channels, int CellStride, int FirstChannel,
    MapMargin Margin)
{
    internal long RowStride => (long)CellStride * (Margin.Before + Width + Margin.After);

    internal long ImageStride => RowStride * (Margin.Before + Height + Margin.After);

    internal long Length => ImageStride * Images;

    internal int Cells => Images * Height * Width;

    /// <summary>Where a cell begins; rows and columns may lie in the margin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long Cell(int image, int row, int column) =>
        Start + image * ImageStride + (row + Margin.Before) * RowStride + (long)(column + Margin.Before) * CellStride + FirstChannel;

    /// <summary>The maps as they lie in a run's memory, without the margin.</summary>
    /// <param name="memory">The run's memory.</param>
    /// <param name="channels">Channels of the map; the rest of a cell is another's or nobody's.</param>
    internal unsafe MapView View(float* memory, int channels) =>
        new(memory + Cell(0, 0, 0), Images, channels, Height, Width, (ImageStride, RowStride, CellStride));

    /// <summary>Sets the margin to zero: memory is used again by one map after another.</summary>
    internal unsafe void ClearMargin(float* memory)
    {
        if (Margin == default)
            return;
        int before = Margin.Before * CellStride, after = Margin.After * CellStride;
        for (int image = 0; image < Images; image++)
        {
            float* row = memory + Start + image * ImageStride;
            for (int y = -Margin.Before; y < Height + Margin.After; y++, row += RowStride)
            {
                if (y < 0 || y >= Height)
                {
                    new Span<float>(row, (int)RowStride).Clear();
                    continue;
                }

                new Span<float>(row, before).Clear();
                new Span<float>(row + RowStride - after, after).Clear();
            }
        }
    }
}

/// <summary>Zero cells around a map.</summary>
/// <param name="Before">Above and to the left.</param>
/// <param name="After">Below and to the right.</param>
internal readonly record struct MapMargin(int Before, int After)
{
    /// <summary>Room for both.</summary>
    internal MapMargin With(MapMargin other) => new(Math.Max(Before, other.Before), Math.Max(After, other.After));
}
