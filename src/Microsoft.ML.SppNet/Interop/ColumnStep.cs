using Microsoft.ML.Transforms;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>How a stage of a pipeline makes a column of others.</summary>
internal abstract record ColumnStep;

/// <summary>The column is another one under a new name.</summary>
internal sealed record CopiedColumn(string Input) : ColumnStep;

/// <summary>The column is several others, one after the other.</summary>
internal sealed record JoinedColumns(IReadOnlyList<string> Inputs) : ColumnStep;

/// <summary>Each number is (x − offset) · scale, with numbers of its own.</summary>
/// <param name="Input">The column of x.</param>
/// <param name="Scale">A factor for each number.</param>
/// <param name="Offset">What is subtracted of each number; empty for nothing.</param>
internal sealed record ScaledColumn(string Input, IReadOnlyList<float> Scale, IReadOnlyList<float> Offset) : ColumnStep;

/// <summary>Each row is (x − mean) · factor / norm, with the mean and the norm of the row itself.</summary>
/// <param name="Input">The column of x.</param>
/// <param name="Norm">Which norm.</param>
/// <param name="SubtractsMean">Whether the mean is subtracted.</param>
/// <param name="Factor">The factor.</param>
internal sealed record NormalizedRow(
    string Input, LpNormNormalizingEstimatorBase.NormFunction Norm, bool SubtractsMean, float Factor) : ColumnStep;

/// <summary>The column is made in a way that is none of the others, or that cannot be told from outside.</summary>
/// <param name="Stage">Name of the stage's type.</param>
/// <param name="Input">The column that it is made of; null where that is not known, nor whether the stage makes it at all.</param>
internal sealed record OtherStep(string Stage, string? Input) : ColumnStep;
