namespace Microsoft.ML.SppNet.Detection;

/// <summary>A window and its score.</summary>
internal readonly record struct ScoredWindow(SearchWindow Window, float Score);

/// <summary>The sliding search of EdgeBoxes: scores the windows of all grids and refines those that score enough.</summary>
internal static class WindowSearch
{
    /// <summary>Those that score enough, best first; equal ones in the order of the grids.</summary>
    internal static ScoredWindow[] Search(
        EdgeScene scene, IReadOnlyList<WindowGrid> grids, EdgeBoxesOptions options, CancellationToken cancellationToken)
    {
        // A column of a grid is a piece of work, and has a place of its own for what it finds: no thread's pace changes the order.
        (WindowGrid Grid, int Column)[] columns =
            [.. grids.SelectMany(grid => Enumerable.Range(0, grid.Columns).Select(column => (grid, column)))];
        var found = new List<ScoredWindow>?[columns.Length];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        Parallel.For(
            0, columns.Length, parallel, () => new WindowScorer(scene, options),
            (i, _, scorer) =>
            {
                found[i] = Search(scene, scorer, columns[i].Grid, columns[i].Column);
                return scorer;
            },
            _ => { });

        ScoredWindow[] windows = [.. found.SelectMany(list => list ?? [])];
        ulong[] ranks = new ulong[windows.Length];
        for (int i = 0; i < ranks.Length; i++)
            ranks[i] = (ulong)~BitConverter.SingleToUInt32Bits(windows[i].Score) << 32 | (uint)i;
        Array.Sort(ranks, windows);
        return windows;
    }

    private static List<ScoredWindow>? Search(EdgeScene scene, WindowScorer scorer, WindowGrid grid, int column)
    {
        List<ScoredWindow>? found = null;
        for (int row = 0; row < grid.Rows; row++)
        {
            SearchWindow window = grid.At(column, row, scene.Width, scene.Height);
            float score = scorer.Score(window, best: 0);
            if (score <= 0)
                continue;
            (window, score) = scorer.Refine(window, score);
            (found ??= []).Add(new ScoredWindow(window, score));
        }

        return found;
    }
}
