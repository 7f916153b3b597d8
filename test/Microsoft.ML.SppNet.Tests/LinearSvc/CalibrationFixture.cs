using System.Text.Json;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What scikit-learn and SciPy made of scores; written by test/oracles/calibration.py.</summary>
internal sealed record CalibrationFixture(
    SigmoidCase[] Sigmoids, SoftmaxCase[] Softmaxes, TwoClassCase TwoClasses, SeveralClassCase SeveralClasses)
{
    internal static CalibrationFixture Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Classification", "calibration.json");
        return JsonSerializer.Deserialize<CalibrationFixture>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
    }
}

internal sealed record SigmoidCase(float[] Scores, bool[] Positive, float[] Weights, double Slope, double Offset);

internal sealed record SoftmaxCase(float[][] Scores, int[] Labels, float[] Weights, double Factor)
{
    internal SoftmaxExample[] Examples(float size = 1) =>
        [.. Scores.Select((row, i) => new SoftmaxExample([.. row.Select(score => score * size)], Labels[i], Weights[i]))];
}

internal sealed record TwoClassCase(int[] Folds, double[] Probabilities);

internal sealed record SeveralClassCase(int[] Folds, double Factor, double[][] Probabilities);
