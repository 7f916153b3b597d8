using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One split's accuracies in percent.</summary>
internal sealed record SplitScores(int Seed, double? MeanPerClassAccuracy, double? OverallAccuracy, double Cost);

/// <summary>The protocol's result in percent; the names are a contract with scripts.</summary>
internal sealed record Caltech101Scores(
    double? MeanPerClassAccuracy, double? OverallAccuracy, double? StandardDeviation, IReadOnlyList<SplitScores> Splits)
{
    /// <summary>Class by class the share recognised, over all splits.</summary>
    public required IReadOnlyDictionary<string, double?> PerClass { get; init; }

    internal static Caltech101Scores Of(Caltech101Result result, Caltech101Options options)
    {
        ConfusionCounts sum = result.Confusion;
        return new Caltech101Scores(
            Percent.Of(result.MeanPerClassAccuracy), Percent.Of(result.OverallAccuracy), Percent.Of(result.StandardDeviation),
            [.. result.Splits.Select((split, index) => Of(split, unchecked(options.Seed + index)))])
        {
            PerClass = Enumerable.Range(0, sum.ClassNames.Count)
                .ToDictionary(index => sum.ClassNames[index], index => Percent.Of(sum.Recall(index))),
        };
    }

    private static SplitScores Of(Caltech101Split split, int seed) =>
        new(seed, Percent.Of(split.Confusion.MeanPerClassAccuracy), Percent.Of(split.Confusion.OverallAccuracy), split.Cost);
}
