using System.Text.Json;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What scikit-learn made of scores; written by test/oracles/calibration.py.</summary>
internal sealed record CalibrationFixture(SigmoidCase[] Sigmoids, CalibratedModelCase Model)
{
    internal static CalibrationFixture Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Classification", "calibration.json");
        return JsonSerializer.Deserialize<CalibrationFixture>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
    }
}

internal sealed record SigmoidCase(float[] Scores, bool[] Positive, float[] Weights, double Slope, double Offset);

internal sealed record CalibratedModelCase(int[] Folds, double[][] Probabilities);
