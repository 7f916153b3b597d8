using System.Text.Json;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Projections against those of test/oracles/projections.py: every tap of four networks, three methods, both paddings.</summary>
[TestClass]
public class ProjectionOracleTests
{
    private static readonly ProjectionGolden[] Goldens = Load();

    public static IEnumerable<object[]> Cases =>
        Goldens.Select(golden => (golden.Network, golden.Padding)).Distinct().Select(one => new object[] { one.Network, one.Padding });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ProjectionsAreThoseOfAutograd(string name, string padding)
    {
        NetworkGolden weights = NetworkGolden.Load(name);
        using SppNetwork network = new GoldenNetwork(weights).Build(padding);
        foreach (IGrouping<string, ProjectionGolden> tap in Goldens.Where(one => one.Network == name && one.Padding == padding)
            .GroupBy(one => one.Tap))
        {
            using ActivationTrace trace = ActivationTrace.Run(network, Input(network, weights, tap.First()), tap.Key);
            foreach (ProjectionGolden golden in tap)
            {
                string what = $"{name} {padding} {tap.Key} {golden.Method}";
                MapActivation strongest = trace.Strongest(golden.Map);
                Assert.AreEqual((golden.Row, golden.Column), (strongest.Row, strongest.Column), what);
                Assert.AreEqual(golden.Value, strongest.Value, 1e-4 * golden.Value, what);
                Projection projection = trace.Project(strongest, Enum.Parse<ProjectionMethod>(golden.Method));
                CollectionAssert.AreEqual(golden.Pixels.Shape, new long[] { 3, projection.Height, projection.Width }, what);
                Assert.IsLessThanOrEqualTo(1e-4, golden.Pixels.Difference(projection.Values), what);
                AssertZeroOutside(projection, what);
            }
        }
    }

    private static NetworkInput Input(SppNetwork network, NetworkGolden weights, ProjectionGolden golden)
    {
        float[] planes = weights.Image(new GoldenCase(golden.Padding, golden.Height, golden.Width, [], [])),
        pixels = new float[planes.Length];
        for (int index = 0; index < planes.Length; index++)
            pixels[index % (planes.Length / 3) * 3 + index / (planes.Length / 3)] = planes[index];
        return NetworkInput.FromPixels(network, pixels, golden.Height, golden.Width);
    }

    private static void AssertZeroOutside(Projection projection, string what)
    {
        ImageBox field = projection.Field;
        for (int index = 0; index < projection.Values.Length; index++)
        {
            (int row, int column) = (index / projection.Width % projection.Height, index % projection.Width);
            bool inside = row >= field.Top && row < field.Bottom && column >= field.Left && column < field.Right;
            if (!inside && projection.Values[index] != 0)
                Assert.Fail($"{what}: {projection.Values[index]} at row {row}, column {column}, outside of {field}");
        }
    }

    private static ProjectionGolden[] Load()
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Visualization", "projections.json"));
        return JsonSerializer.Deserialize<ProjectionGolden[]>(file, JsonSerializerOptions.Web)!;
    }

    private sealed record ProjectionGolden(
        string Network, string Padding, int Height, int Width, string Tap, string Method, int Map, int Row, int Column, double Value,
        GoldenTensor Pixels);
}
