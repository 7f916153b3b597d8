using System.Text.Json;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What test/oracles/detection.py wrote.</summary>
internal static class DetectionFixture
{
    internal static IEnumerable<JsonElement> Cases(string name) => JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Detection", name))).RootElement.EnumerateArray();

    internal static float[] Numbers(this JsonElement fields, string name) =>
        [.. fields.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];

    internal static ImageBox[] Boxes(this JsonElement fields, string name) =>
        [.. fields.Numbers(name).Chunk(4).Select(box => new ImageBox(box[0], box[1], box[2], box[3]))];
}
