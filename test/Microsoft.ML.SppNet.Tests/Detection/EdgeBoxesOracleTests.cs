using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Our EdgeBoxes beside OpenCV's on the same edges (test/oracles/edge_boxes.py).</summary>
[TestClass]
public class EdgeBoxesOracleTests
{
    [TestMethod]
    public void BoxesAndScoresAreThoseOfOpenCV()
    {
        using JsonDocument fixture = JsonDocument.Parse(File.ReadAllBytes(
            Path.Combine(AppContext.BaseDirectory, "Fixtures", "Detection", "edge-boxes.json")));
        JsonElement root = fixture.RootElement;
        int width = root.GetProperty("width").GetInt32(), height = root.GetProperty("height").GetInt32();
        float[] magnitudes = [.. Unpacked(root, "magnitudes").Select(value => value / 255f)];
        float[] orientations = [.. Unpacked(root, "orientations").Select(value => value * (MathF.PI / 256))];
        ScoredBox[] expected = [.. root.GetProperty("boxes").EnumerateArray().Zip(
            root.GetProperty("scores").EnumerateArray(), (box, score) => new ScoredBox(Box(box), score.GetSingle()))];

        var method = new EdgeBoxes(new EdgeBoxesOptions { MaximumBoxes = expected.Length });
        IReadOnlyList<ScoredBox> found = method.Propose(new EdgeMap(width, height, magnitudes, orientations));
        Assert.HasCount(expected.Length, found);
        int matched = expected.Count(box => found.Any(ours => ours.Box.IntersectionOverUnion(box.Box) >= 0.9));
        Assert.IsGreaterThanOrEqualTo(0.99 * expected.Length, matched);
        for (int i = 0; i < 20; i++)
        {
            Assert.AreEqual(expected[i].Score, found[i].Score, 1e-3f * expected[i].Score, $"box {i}");
            Assert.IsGreaterThanOrEqualTo(0.9, expected[i].Box.IntersectionOverUnion(found[i].Box), $"box {i}");
        }
    }

    private static ImageBox Box(JsonElement box) => new(box[0].GetSingle(), box[1].GetSingle(), box[2].GetSingle(), box[3].GetSingle());

    private static byte[] Unpacked(JsonElement root, string name)
    {
        using var zipped = new ZLibStream(new MemoryStream(root.GetProperty(name).GetBytesFromBase64()), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        zipped.CopyTo(bytes);
        return bytes.ToArray();
    }
}
