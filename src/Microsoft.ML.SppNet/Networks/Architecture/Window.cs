namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>Rows and columns: of a map, a filter, a stride or a dilation.</summary>
internal readonly record struct Sides(int Height, int Width)
{
    public static implicit operator Sides(int side) => new(side, side);

    internal bool IsEmpty => Height == 0 || Width == 0;
}

/// <summary>Cells of padding on each side of a map.</summary>
internal readonly record struct Pads(int Top, int Left, int Bottom, int Right)
{
    public static implicit operator Pads(int side) => new(side, side, side, side);
}

/// <summary>Where padding comes from.</summary>
internal enum PadRule
{
    /// <summary>It is the same for every size of map.</summary>
    Written,

    /// <summary>It follows the map's size so that there are ⌈cells / stride⌉ windows; the odd cell comes last (ONNX's SAME_UPPER,
    /// TensorFlow's SAME).</summary>
    SameUpper,

    /// <summary>As <see cref="SameUpper"/>, with the odd cell first (ONNX's SAME_LOWER, CNTK's SAME).</summary>
    SameLower,
}

/// <summary>The windows that a convolution or pooling lays over a map.</summary>
/// <param name="Size">Cells that a window sees.</param>
/// <param name="Stride">Step between windows.</param>
/// <param name="Pads">Cells around the map where <see cref="Rule"/> is <see cref="PadRule.Written"/>.</param>
internal sealed record Window(Sides Size, Sides Stride, Pads Pads = default)
{
    /// <summary>Step between the cells of a window.</summary>
    internal Sides Dilation { get; init; } = 1;

    internal PadRule Rule { get; init; }

    /// <summary>Whether windows are counted by rounding up: the last may reach over the edge.</summary>
    internal bool Ceil { get; init; }

    internal WindowAxis Rows => new(Size.Height, Stride.Height, Dilation.Height, Pads.Top, Pads.Bottom, Rule, Ceil);

    internal WindowAxis Columns => new(Size.Width, Stride.Width, Dilation.Width, Pads.Left, Pads.Right, Rule, Ceil);

    /// <summary>How many windows there are on a map; no rows or columns where it is too small.</summary>
    internal Sides CountIn(Sides map) => new(Rows.CountIn(map.Height), Columns.CountIn(map.Width));

    /// <summary>The padding of a map.</summary>
    internal Pads PadsIn(Sides map)
    {
        (int top, int bottom) = Rows.PadsIn(map.Height);
        (int left, int right) = Columns.PadsIn(map.Width);
        return new Pads(top, left, bottom, right);
    }
}

/// <summary>A <see cref="Window"/> along one side of a map.</summary>
internal readonly record struct WindowAxis(int Size, int Stride, int Dilation, int Before, int After, PadRule Rule, bool Ceil)
{
    /// <summary>Cells from a window's first to its last, both included.</summary>
    internal int Reach => (Size - 1) * Dilation + 1;

    /// <summary>How many windows fit along a side of so many cells.</summary>
    internal int CountIn(int cells)
    {
        if (cells == 0)
            return 0;
        (int before, int after) = PadsIn(cells);
        int room = cells + before + after - Reach, reach = Ceil ? room + Stride - 1 : room;
        // Below 0 nothing fits; in ceil mode a window may also be larger than the whole input, when it lacks less than a stride.
        if (reach < 0)
            return 0;
        int windows = reach / Stride + 1;
        // In ceil mode the last window must still start inside the input or its first padding (Caffe and PyTorch agree).
        return Ceil && (windows - 1) * Stride >= cells + before ? windows - 1 : windows;
    }

    /// <summary>The padding before and after a side of so many cells.</summary>
    internal (int Before, int After) PadsIn(int cells)
    {
        if (Rule == PadRule.Written)
            return (Before, After);
        int windows = (cells + Stride - 1) / Stride, both = Math.Max(0, (windows - 1) * Stride + Reach - cells);
        int less = both / 2, more = both - less;
        return Rule == PadRule.SameUpper ? (less, more) : (more, less);
    }

    /// <summary>The first cell of a window within limits, and how many of its cells are.</summary>
    /// <param name="first">The window's first cell.</param>
    /// <param name="from">The first cell allowed.</param>
    /// <param name="to">The cell after the last allowed.</param>
    internal (int First, int Count) Within(int first, int from, int to)
    {
        int begin = first >= from ? first : first + (from - first + Dilation - 1) / Dilation * Dilation;
        int end = Math.Min(to, first + Reach);
        return (begin, end <= begin ? 0 : (end - begin + Dilation - 1) / Dilation);
    }
}
