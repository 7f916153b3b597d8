using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What the protocols' results for people have in common.</summary>
internal static class ClassifyText
{
    /// <summary>What the run took.</summary>
    internal static string Time(double extract, int fromCache, double train) => string.Create(
        CultureInfo.InvariantCulture, $"features {extract:F1} s ({fromCache} images from the cache), training and test {train:F1} s");
}
