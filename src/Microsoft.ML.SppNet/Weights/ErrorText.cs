using System.Globalization;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>How numbers and shapes are written in errors.</summary>
internal static class ErrorText
{
    internal static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    internal static string Invariant(double value) => value.ToString(CultureInfo.InvariantCulture);
}
