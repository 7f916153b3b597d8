using System.Text.Json;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A map of small integers, channel, row, column, and PyTorch's adaptive maximum pooling of it
/// (test/oracles/pyramids.py).</summary>
internal sealed record PyramidGolden(int Channels, int Height, int Width, float[] Map, PyramidVector[] Pyramids)
{
    internal static PyramidGolden[] LoadAll() => JsonSerializer.Deserialize<PyramidGolden[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pooling", "pyramids.json")), JsonSerializerOptions.Web)!;
}

/// <summary>The pooled vector of the levels in the order given, each channel-major.</summary>
internal sealed record PyramidVector(int[] Levels, float[] Vector);
