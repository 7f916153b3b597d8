namespace Microsoft.ML.SppNet.Visualization;

/// <summary>A score as a sum over the cells of feature maps plus a bias.</summary>
public sealed class ScoreExplanation
{
    private readonly ClassScore _class;

    internal ScoreExplanation(ClassScore @class, double bias, IReadOnlyList<CellGrid> grids) =>
        (_class, Bias, Grids) = (@class, bias, grids);

    /// <summary>The class.</summary>
    public string Class => _class.Class;

    /// <summary>
    /// w·x + b of the class: its logarithmic odds up to a constant where the model makes probabilities by softmax, and what goes into the
    /// sigmoid where a binary model is calibrated.
    /// </summary>
    public double Score => _class.Score;

    /// <summary>The class's probability, 0 to 1; null where the model gives none.</summary>
    public double? Probability => _class.Probability;

    /// <summary>What belongs to no cell: the model's bias, and what normalisers between features and model subtract.</summary>
    public double Bias { get; }

    /// <summary>What the cells of all maps add: <see cref="Score"/> less <see cref="Bias"/>, up to rounding.</summary>
    public double SumOfCells => Grids.Sum(grid => grid.Sum);

    /// <summary>The cells of each map: of each tap, at each size, mirrored and not.</summary>
    public IReadOnlyList<CellGrid> Grids { get; }

    /// <summary>Width of the photograph in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the photograph in pixels.</summary>
    public required int Height { get; init; }
}
