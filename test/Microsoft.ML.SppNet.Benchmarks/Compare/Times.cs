using System.Globalization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Milliseconds per image of many runs.</summary>
internal sealed class Times
{
    private readonly double[] _sorted;

    internal Times(IEnumerable<double> values) => _sorted = [.. values.Order()];

    internal double Median => Quantile(0.5);

    /// <summary>Median, then least and quartiles.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Short(Median)} ({Short(_sorted[0])}; {Short(Quantile(0.25))}–{Short(Quantile(0.75))})");

    /// <summary>Three digits.</summary>
    private static string Short(double value) =>
        value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);

    /// <summary>Linear between neighbours.</summary>
    private double Quantile(double share)
    {
        double place = share * (_sorted.Length - 1);
        int below = (int)place, above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + (place - below) * (_sorted[above] - _sorted[below]);
    }
}
