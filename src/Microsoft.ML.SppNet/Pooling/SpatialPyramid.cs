using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Spatial pyramid max pooling: turns feature maps of any size into vectors of one length (He et al., section 2.2).
/// </summary>
/// <remarks>
/// A level n divides a map of w × h cells into n × n bins; bin (i, j), counted from 1, covers the columns ⌊(i−1)·w/n⌋ … ⌈i·w/n⌉ and the
/// rows ⌊(j−1)·h/n⌋ … ⌈j·h/n⌉ (appendix A). Floor and ceiling make every bin at least one cell, so a map of 1 × 1 suits any level; the
/// sliding-window form with ⌈a/n⌉ and ⌊a/n⌋ in section 2.3 does not give n × n bins for every a. The output holds the levels in the
/// order given, each channel-major: channel, then bin row, then bin column.
/// </remarks>
public sealed class SpatialPyramid
{
    /// <summary>The pyramid of the paper's experiments: {6×6, 3×3, 2×2, 1×1}, 50 bins.</summary>
    public static SpatialPyramid Default { get; } = new(6, 3, 2, 1);

    /// <summary>Makes a pyramid of the given levels.</summary>
    /// <param name="levels">Bins per side of each level, from 1 to 64, in the order of the output.</param>
    /// <exception cref="ArgumentException">No level, or one outside 1 … 64.</exception>
    public SpatialPyramid(params IReadOnlyList<int> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count == 0)
            throw new ArgumentException("A spatial pyramid needs at least one level, such as 6, 3, 2, 1.", nameof(levels));
        foreach (int level in levels)
        {
            if (level is < 1 or > 64)
                throw new ArgumentException($"A pyramid level is a number of bins per side from 1 to 64, not {level}.", nameof(levels));
        }

        Levels = [.. levels];
        Bins = Levels.Sum(level => level * level);
    }

    /// <summary>Bins per side of each level, in the order of the output.</summary>
    public IReadOnlyList<int> Levels { get; }

    /// <summary>The number M of bins over all levels: Σ n².</summary>
    public int Bins { get; }

    /// <summary>The length k·M of the vector pooled from a map of <paramref name="channels"/> channels.</summary>
    public int Dimension(int channels) => checked(channels * Bins);

    /// <summary>The cells of one bin along one side.</summary>
    /// <param name="index">Bin, from 0.</param>
    /// <param name="bins">Bins along the side, n.</param>
    /// <param name="size">Cells along the side, at least 1.</param>
    /// <returns>First cell (from 0) and the cell after the last.</returns>
    public static (int Start, int End) Bin(int index, int bins, int size) =>
        (index * size / bins, ((index + 1) * size + bins - 1) / bins);

    /// <summary>Pools whole maps.</summary>
    /// <param name="maps">Tensor [N, C, H, W] of floating point, H and W at least 1.</param>
    /// <returns>Tensor [N, C·M]; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape, or an empty map.</exception>
    public Tensor Pool(Tensor maps)
    {
        CheckMaps(maps);
        if (WindowTensors.Supports(maps))
            return Pool(maps, WindowTensors.View(maps).Whole());
        using IDisposable scope = NewDisposeScope();
        IEnumerable<Tensor> levels = Levels.Select(level => nn.functional.adaptive_max_pool2d(maps, [level, level]).flatten(1));
        return cat([.. levels], dim: 1).MoveToOuterDisposeScope();
    }

    /// <summary>Pools windows of maps, as the detector does: convolutions once per image, pooling per window.</summary>
    /// <param name="maps">Tensor [N, C, H, W] of floating point.</param>
    /// <param name="windows">Windows of at least one cell inside the map.</param>
    /// <returns>Tensor [windows, C·M], a row per window in their order; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape, or a window is empty or leaves its map.</exception>
    public unsafe Tensor Pool(Tensor maps, IReadOnlyList<MapWindow> windows)
    {
        CheckMaps(maps);
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Count == 0)
            return empty([0, Dimension((int)maps.shape[1])], dtype: maps.dtype, device: maps.device);
        foreach (MapWindow window in windows)
            CheckWindow(maps, window);
        if (!WindowTensors.Supports(maps))
            return BlockMaxima.Pool(maps, windows, Grids);
        using IDisposable scope = NewDisposeScope();
        Tensor rows = empty([windows.Count, Dimension((int)maps.shape[1])], dtype: ScalarType.Float32);
        PhaseScheduler.Run([Pooling(WindowTensors.View(maps), windows, (float*)rows.Address())], ComputeThreads.Count);
        // Only its address was in use.
        GC.KeepAlive(maps);
        return rows.MoveToOuterDisposeScope();
    }

    /// <summary>Pools windows of maps in memory of our own.</summary>
    /// <param name="maps">N × H × W × C.</param>
    /// <param name="windows">Windows of at least one cell inside the maps.</param>
    /// <returns>A row per window, in their order; the caller disposes it.</returns>
    internal unsafe NativeTensor Pool(NativeTensor maps, IReadOnlyList<MapWindow> windows)
    {
        (int height, int width, int channels) = ((int)maps.Shape[1], (int)maps.Shape[2], (int)maps.Shape[3]);
        long row = (long)width * channels;
        var view = new MapView(maps.Pointer, (int)maps.Shape[0], channels, height, width, (row * height, row, channels));
        var rows = new NativeTensor(windows.Count, Dimension(channels));
        PhaseScheduler.Run([Pooling(view, windows, rows.Pointer)], ComputeThreads.Count);
        GC.KeepAlive(maps);
        return rows;
    }

    /// <summary>The pooling of many windows as a phase of a run: a row of k·M floats for each.</summary>
    internal unsafe Phase Pooling(MapView maps, IReadOnlyList<MapWindow> windows, float* rows) =>
        new WindowPooling<Largest>(maps, windows, Grids, rows);

    private BinGrid[] Grids => [.. Levels.Select(level => new LevelGrid(level))];

    private static void CheckWindow(Tensor maps, MapWindow window)
    {
        (long images, long height, long width) = (maps.shape[0], maps.shape[2], maps.shape[3]);
        bool inside = window.Image >= 0 && window.Image < images && window.Left >= 0 && window.Top >= 0
            && window.Right <= width && window.Bottom <= height;
        if (!inside || window.Left >= window.Right || window.Top >= window.Bottom)
            throw new ArgumentException($"{window} is no window of at least one cell in {images} maps of {width}×{height} cells.",
                nameof(window));
    }

    private static void CheckMaps(Tensor maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.dim() != 4 || maps.shape[2] < 1 || maps.shape[3] < 1)
        {
            throw new ArgumentException(
                $"Expected feature maps of shape [N, C, H, W] with at least one cell, got [{string.Join(", ", maps.shape)}].",
                nameof(maps));
        }
    }
}
