using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>
/// Which columns the stages of a fitted pipeline make, and of what: most of ML.NET's transformers keep that to themselves.
/// </summary>
internal static class ColumnSteps
{
    private static readonly string[] Predicted = ["Score", "PredictedLabel", "Probability"];

    /// <summary>How a stage makes a column; null where it does not make it.</summary>
    internal static ColumnStep? Of(ITransformer stage, string column) => stage switch
    {
        ColumnConcatenatingTransformer joining =>
            joining.Columns.LastOrDefault(made => made.outputColumnName == column) is (not null, var inputs)
                ? new JoinedColumns(inputs)
                : null,
        OneToOneTransformerBase pairs => Of(pairs, Array.FindLastIndex(pairs.ColumnPairs, pair => pair.outputColumnName == column)),
        ColumnSelectingTransformer => null,
        ISingleFeaturePredictionTransformer<object> scoring =>
            Predicted.Contains(column) ? new OtherStep(Name(stage), scoring.FeatureColumnName) : null,
        _ => new OtherStep(Name(stage), null),
    };

    /// <summary>Such as <c>NormalizingTransformer</c>.</summary>
    internal static string Name(ITransformer stage) => stage.GetType().Name.Split('`')[0];

    private static ColumnStep? Of(OneToOneTransformerBase stage, int index)
    {
        if (index < 0)
            return null;
        string input = stage.ColumnPairs[index].inputColumnName;
        return stage switch
        {
            ColumnCopyingTransformer => new CopiedColumn(input),
            NormalizingTransformer normalizing when normalizing.GetNormalizerModelParameters(index)
                is NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>> affine =>
                new ScaledColumn(input, affine.Scale, affine.Offset.IsDefault ? [] : affine.Offset),
            LpNormNormalizingTransformer rows => OfRows(input, rows, index),
            _ => new OtherStep(Name(stage), input),
        };
    }

    private static NormalizedRow OfRows(string input, LpNormNormalizingTransformer stage, int index)
    {
        LpNormNormalizingEstimatorBase.ColumnOptionsBase column = stage.Columns.ElementAt(index);
        return new NormalizedRow(input, column.Norm, column.EnsureZeroMean, column.Scale);
    }
}
