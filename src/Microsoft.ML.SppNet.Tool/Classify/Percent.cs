using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Shares as the papers give them.</summary>
internal static class Percent
{
    /// <summary>In percent; null for what is not defined, which JSON cannot say otherwise.</summary>
    internal static double? Of(double share) => double.IsNaN(share) ? null : 100 * share;

    internal static string Text(double? percent) => percent is { } value ? value.ToString("F2", CultureInfo.InvariantCulture) : "none";
}
