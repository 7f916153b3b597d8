namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The rule for example weights.</summary>
internal static class ExampleWeights
{
    internal static void Check(ReadOnlySpan<float> weights, int rows)
    {
        if (weights.IsEmpty)
            return;
        if (weights.Length != rows)
            throw new ArgumentException($"There are {weights.Length} example weights for {rows} rows.", nameof(weights));
        for (int row = 0; row < rows; row++)
        {
            if (!IsValid(weights[row]))
                throw new ArgumentException(
                    FormattableString.Invariant($"The example weight of row {row} is {weights[row]}: it must be finite and not negative."), nameof(weights));
        }
    }

    internal static bool IsValid(float weight) => float.IsFinite(weight) && weight >= 0;
}
