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
        // Boxes that score the same to the last bits may change places.
        CollectionAssert.AreEquivalent(expected.Select(box => box.Box).ToArray(), found.Select(box => box.Box).ToArray());
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i].Score, found[i].Score, 1e-6f + 1e-5f * expected[i].Score, $"box {i}");
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
