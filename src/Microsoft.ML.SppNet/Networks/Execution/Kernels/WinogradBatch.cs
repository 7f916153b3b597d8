using System.Runtime.CompilerServices;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>The tiles of a batch of maps and the memory of those that are worked on together.</summary>
/// <param name="Shape">The convolution and how it is cut.</param>
/// <param name="Height">Rows of an output map.</param>
/// <param name="Width">Cells in a row of it.</param>
/// <param name="First">The first tile.</param>
/// <param name="Count">How many tiles.</param>
/// <param name="Start">Where in a run's memory their transformed inputs lie.</param>
internal readonly record struct WinogradBatch(WinogradShape Shape, int Height, int Width, int First, int Count, long Start)
{
    /// <summary>Channels of all groups and parts.</summary>
    internal int Depth => Shape.Depth * Shape.Shape.Groups;

    /// <summary>Floats from one product to the next. A cache line more than the tiles need: powers of two would all fall on the same lines
    /// of the cache.</summary>
    internal long ProductStride => ProductStrideFor(Depth, Count);

    internal static long ProductStrideFor(int depth, int tiles) => (long)depth * tiles + 16;

    /// <summary>Image, and row and column of its first output, of a tile counted from <see cref="First"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal (int Image, int Row, int Column) Locate(int tile)
    {
        (int row, int column) = Math.DivRem(First + tile, Shape.Tiles(Width));
        (int image, row) = Math.DivRem(row, Shape.Tiles(Height));
        return (image, row * Shape.Outputs, column * Shape.Outputs);
    }
}
