using System.Globalization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The tool's times as Markdown.</summary>
internal static class ToolTable
{
    internal static IEnumerable<string> Lines(IReadOnlyList<ToolResult> results)
    {
        yield return "| network | first features, tool | first features, saved model | images | process | of it, extraction | of it, "
            + "network | extraction against network | images/s | peak memory |";
        yield return "|---|---|---|---|---|---|---|---|---|---|";
        foreach (ToolResult result in results)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Architecture} | {result.Cold} s | {result.ColdModel} s | {result.Images} | {result.Wall:F1} s | "
                + $"{result.Seconds:F1} s | {result.NetworkSeconds:F1} s | {result.Seconds / result.NetworkSeconds:F2} "
                + $"| {result.Images / result.Seconds:F1} | {result.PeakBytes / 1e6:F0} MB |");
    }
}
