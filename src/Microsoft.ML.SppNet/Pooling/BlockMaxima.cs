using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Pooling;

/// <summary>
/// Pools windows of maps with libtorch, in as many calls for a thousand windows as for one: on a GPU each call costs more than the pooling
/// of a window.
/// </summary>
/// <remarks>
/// The largest of a block of 2^a × 2^b cells is worked out for every place and for those a and b that some bin needs, each from two blocks
/// of half the size. A bin of any size is then covered by four such blocks, which may overlap (the sparse table of range minimum queries,
/// in two dimensions).
/// </remarks>
internal sealed class BlockMaxima
{
    /// <summary>Windows whose bins are fetched at once: what bounds the memory that takes.</summary>
    private const int WindowsAtOnce = 1024;

    private const int Corners = 4;

    private readonly Tensor _maps;
    private readonly IReadOnlyList<MapWindow> _windows;
    private readonly Dictionary<(int Rows, int Columns), long> _offsets = [];

    private BlockMaxima(Tensor maps, IReadOnlyList<MapWindow> windows) => (_maps, _windows) = (maps, windows);

    /// <summary>Pools windows of at least one cell inside their maps.</summary>
    /// <param name="maps">Tensor [N, C, H, W].</param>
    /// <param name="windows">The windows.</param>
    /// <param name="grids">The bins; every bin has at least one cell.</param>
    /// <returns>Tensor [windows, C · Σ bins]: grid by grid, each channel-major; the caller disposes it.</returns>
    internal static Tensor Pool(Tensor maps, IReadOnlyList<MapWindow> windows, IReadOnlyList<BinGrid> grids)
    {
        using DisposeScope scope = NewDisposeScope();
        var blocks = new BlockMaxima(maps, windows);
        Tensor table = blocks.Table(grids);
        var rows = new List<Tensor>();
        for (int first = 0; first < windows.Count; first += WindowsAtOnce)
        {
            int last = Math.Min(first + WindowsAtOnce, windows.Count);
            rows.Add(cat([.. grids.Select(grid => blocks.Fetch(table, grid, first, last))], dim: 1));
        }

        return cat(rows, dim: 0).MoveToOuterDisposeScope();
    }

    /// <summary>Blocks of all sizes that are needed, [blocks, C].</summary>
    private Tensor Table(IReadOnlyList<BinGrid> grids)
    {
        HashSet<(int Rows, int Columns)> needed =
            [.. grids.SelectMany(grid => _windows.SelectMany(window => Bins(grid, window))).Select(SizeOf)];
        var parts = new List<Tensor>();
        long offset = 0;
        Tensor rows = _maps.permute(0, 2, 3, 1);
        for (int a = 0; a <= needed.Max(size => size.Rows); a++)
        {
            rows = a == 0 ? rows : Doubled(rows, 1, a);
            int[] widths = [.. needed.Where(size => size.Rows == a).Select(size => size.Columns)];
            Tensor cells = rows;
            for (int b = 0; b <= widths.DefaultIfEmpty(-1).Max(); b++)
            {
                cells = b == 0 ? cells : Doubled(cells, 2, b);
                if (!widths.Contains(b))
                    continue;
                _offsets[(a, b)] = offset;
                parts.Add(cells.reshape(-1, cells.shape[3]));
                offset += parts[^1].shape[0];
            }
        }

        return cat(parts, dim: 0);
    }

    /// <summary>Blocks of 2^power cells along a side from those of half as many.</summary>
    private static Tensor Doubled(Tensor blocks, int side, int power)
    {
        long half = 1L << (power - 1), left = blocks.shape[side] - half;
        return maximum(blocks.narrow(side, 0, left), blocks.narrow(side, half, left));
    }

    /// <summary>One grid's bins of some windows: [windows, C · bins].</summary>
    private Tensor Fetch(Tensor table, BinGrid grid, int first, int last)
    {
        int bins = grid.Side * grid.Side, count = last - first;
        var corners = new long[Corners * count * bins];
        int next = 0;
        for (int index = first; index < last; index++)
        {
            foreach (MapWindow bin in Bins(grid, _windows[index]))
            {
                (int a, int b) = SizeOf(bin);
                (int bottom, int right) = (bin.Bottom - (1 << a), bin.Right - (1 << b));
                corners[next] = Place(bin.Image, bin.Top, bin.Left, a, b);
                corners[next + count * bins] = Place(bin.Image, bin.Top, right, a, b);
                corners[next + 2 * count * bins] = Place(bin.Image, bottom, bin.Left, a, b);
                corners[next++ + 3 * count * bins] = Place(bin.Image, bottom, right, a, b);
            }
        }

        Tensor places = tensor(corners).to(table.device);
        return table.index_select(0, places).reshape(Corners, count, bins, -1).amax([0]).transpose(1, 2).reshape(count, -1);
    }

    /// <summary>The row of the table with the block of a size whose first cell is the one given.</summary>
    private long Place(int image, int row, int column, int a, int b)
    {
        long height = _maps.shape[2] - (1 << a) + 1, width = _maps.shape[3] - (1 << b) + 1;
        return _offsets[(a, b)] + (image * height + row) * width + column;
    }

    /// <summary>The bins of a window as windows of the map, row by row.</summary>
    private static IEnumerable<MapWindow> Bins(BinGrid grid, MapWindow window)
    {
        for (int bin = 0; bin < grid.Side * grid.Side; bin++)
        {
            (int row, int column) = Math.DivRem(bin, grid.Side);
            (int top, int bottom) = grid.Bin(row, window.Bottom - window.Top);
            (int left, int right) = grid.Bin(column, window.Right - window.Left);
            yield return new MapWindow(window.Image, window.Left + left, window.Top + top, window.Left + right, window.Top + bottom);
        }
    }

    /// <summary>The largest powers of two that fit into a bin's rows and columns.</summary>
    private static (int Rows, int Columns) SizeOf(MapWindow bin) =>
        (BitOperations.Log2((uint)(bin.Bottom - bin.Top)), BitOperations.Log2((uint)(bin.Right - bin.Left)));
}
