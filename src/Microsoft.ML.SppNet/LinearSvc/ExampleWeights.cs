using System.Globalization;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The rule for example weights.</summary>
internal static class ExampleWeights
{
    internal static void Check(ReadOnlySpan<float> weights, int rows, LinearSvcOptions options)
    {
        if (weights.IsEmpty)
            return;
        if (weights.Length != rows)
            throw new ArgumentException($"There are {weights.Length} example weights for {rows} rows.", nameof(weights));
        for (int row = 0; row < rows; row++)
        {
            if (!IsValid(weights[row]))
                throw new ArgumentException(FormattableString.Invariant(
                    $"The example weight of row {row} is {weights[row]}: it must be finite and not negative."), nameof(weights));
            if (!double.IsFinite(options.LargestCost * weights[row]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                    $"The example weight of row {row} is {weights[row]}: times the cost {options.LargestCost} it is beyond what double "
                        + $"precision holds."),
                    nameof(weights));
        }
    }

    internal static bool IsValid(float weight) => float.IsFinite(weight) && weight >= 0;
}
