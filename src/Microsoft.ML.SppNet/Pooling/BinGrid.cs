namespace Microsoft.ML.SppNet.Pooling;

/// <summary>How a side of a window is cut into bins, the same along both sides.</summary>
/// <param name="Side">Bins along a side.</param>
internal abstract record BinGrid(int Side)
{
    /// <summary>First cell (from 0) and the cell after the last of a bin along a side of so many cells.</summary>
    internal abstract (int Start, int End) Bin(int index, int size);
}

/// <summary>A level of a pyramid: floor and ceiling of even parts.</summary>
internal sealed record LevelGrid(int Side) : BinGrid(Side)
{
    internal override (int Start, int End) Bin(int index, int size) => SpatialPyramid.Bin(index, Side, size);
}

/// <summary>Windows of one size at one stride; those at the end may reach over the edge.</summary>
internal sealed record StrideGrid(int Side, int Size, int Stride) : BinGrid(Side)
{
    internal override (int Start, int End) Bin(int index, int size) => (index * Stride, Math.Min(index * Stride + Size, size));
}
