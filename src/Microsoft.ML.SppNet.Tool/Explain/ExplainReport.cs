using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>explain --json</c> tells; the names are a contract with scripts.</summary>
/// <param name="Class">The class that is explained.</param>
/// <param name="Score">Its score, w·x + b.</param>
/// <param name="Bias">What belongs to no cell.</param>
/// <param name="SumOfCells">The sum of all cells' values: the score less the bias.</param>
/// <param name="Cells">What each cell adds.</param>
internal sealed record ExplainReport(string Class, double Score, double Bias, double SumOfCells, IReadOnlyList<CellReport> Cells)
{
    /// <summary>The class's probability, 0 to 1; null where the model gives none.</summary>
    public required double? Probability { get; init; }

    internal static ExplainReport Of(ScoreExplanation explanation) => new(
        explanation.Class, explanation.Score, explanation.Bias, explanation.SumOfCells, [.. explanation.Grids.SelectMany(CellReport.Of)])
    {
        Probability = explanation.Probability,
    };
}

/// <summary>One cell of one map.</summary>
/// <param name="Tap">The layer.</param>
/// <param name="Row">Its row, from 0.</param>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Value">What it adds to the score.</param>
/// <param name="Box">What it sees of the photograph: left, top, right, bottom in pixels, half-open.</param>
/// <param name="Size">The shorter side to which the image was resized; 0 for none.</param>
/// <param name="Mirrored">Whether the map is that of the mirrored image, in which rows and columns are counted then.</param>
internal sealed record CellReport(string Tap, int Row, int Column, double Value, float[] Box, int Size, bool Mirrored)
{
    internal static IEnumerable<CellReport> Of(CellGrid grid) =>
        from row in Enumerable.Range(0, grid.Rows)
        from column in Enumerable.Range(0, grid.Columns)
        let box = grid.Box(row, column)
        let sides = new[] { box.Left, box.Top, box.Right, box.Bottom }
        select new CellReport(grid.Tap, row, column, grid[row, column], sides, grid.Size, grid.Mirrored);
}
