using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Every tap of every network against an independent PyTorch program (test/oracles/networks.py), which computes in double
/// precision.</summary>
[TestClass]
public class NetworkOracleTests
{
    private const double Tolerance = 2e-5;

    public static IEnumerable<object[]> Goldens => NetworkGolden.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Goldens))]
    public void TapsAgreeWithPyTorch(string name)
    {
        NetworkGolden golden = NetworkGolden.Load(name);
        var source = new GoldenNetwork(golden);
        foreach (IGrouping<string, GoldenCase> padding in golden.Cases.GroupBy(one => one.Padding))
        {
            using SppNetwork network = source.Build(padding.Key);
            foreach (GoldenCase one in padding)
                Compare(network, golden, one, $"{name} {one.Padding} {one.Width}x{one.Height}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Goldens))]
    public void ParametersHaveTheOraclesNamesAndShapes(string name)
    {
        NetworkGolden golden = NetworkGolden.Load(name);
        IReadOnlyDictionary<string, long[]> expected = new GoldenNetwork(golden).Contract("Training").Expected;
        CollectionAssert.AreEquivalent(
            golden.Parameters.Select(parameter => $"{parameter.Name} {string.Join('x', parameter.Shape)}").ToArray(),
            expected.Select(entry => $"{entry.Key} {string.Join('x', entry.Value)}").ToArray());
    }

    private static void Compare(SppNetwork network, NetworkGolden golden, GoldenCase one, string what)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor image = tensor(golden.Image(one)).reshape(1, 3, one.Height, one.Width);
        string[] names = [.. one.Taps.Keys];
        Tensor[] taps = network.Forward(image, names);
        for (int index = 0; index < names.Length; index++)
        {
            GoldenTensor expected = one.Taps[names[index]];
            // The golden of a head has the pooled vector under 'spp'; Forward gives the maps that are pooled into it.
            Tensor actual = names[index] == SppNetwork.SppTap ? SpatialPyramid.Default.Pool(taps[index]) : taps[index];
            if (expected.Shape.Length == actual.dim() - 1)
                CollectionAssert.AreEqual(expected.Shape, actual.shape[1..], $"{what} {names[index]}");
            Check(expected, actual, $"{what} {names[index]}");
        }

        foreach ((string tap, GoldenTensor expected) in one.Pyramids)
            Check(expected, SpatialPyramid.Default.Pool(taps[Array.IndexOf(names, tap)]), $"{what} pyramid of {tap}");
    }

    private static void Check(GoldenTensor expected, Tensor actual, string what)
    {
        Tensor whole = actual.contiguous();
        Assert.AreEqual(expected.Shape.Aggregate(1L, (product, size) => product * size), whole.NumberOfElements, what);
        double difference = expected.Difference(whole.Floats());
        Assert.IsLessThanOrEqualTo(Tolerance, difference, what);
    }
}
