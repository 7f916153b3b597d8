using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// torchvision's state dictionaries, known by their tensors alone, give the features of torchvision's own modules, which computed in
/// double precision.
/// </summary>
[TestClass]
public class TorchVisionOracleTests
{
    private const double Tolerance = 1e-4;

    public static IEnumerable<object[]> Goldens => TorchVisionGolden.Names.Select(name => new object[] { name });

    [TestMethod]
    public void EveryNetworkOfTorchVisionHasAGolden() => CollectionAssert.AreEqual(
        NetworkArchitecture.Names.Except(
            [
                "zf5", "convnet5", "overfeat5", "overfeat7", "alexnet", "caffenet", "vgg16", "resnet18", "resnet50", "zf5-small",
                "overfeat5-small", "sppnet-compact",
            ])
            .Order(StringComparer.Ordinal).ToArray(),
        TorchVisionGolden.Names.ToArray());

    [TestMethod]
    [DynamicData(nameof(Goldens))]
    public void StateDictionariesGiveTorchVisionsTaps(string name)
    {
        TorchVisionGolden golden = TorchVisionGolden.Load(name);
        using var file = new StateDictionary(golden);
        RecognisedWeights found = WeightRecognition.Of(file);
        Assert.AreEqual(new NetworkArchitecture(golden.Network), found.Card.Architecture);
        Assert.AreEqual(Preprocessing.TorchVision, found.Card.Preprocessing);
        ParameterContract contract = ParameterContract.For(found.Card.Architecture, found.Source.Shapes);
        using SppNetwork network = SppNetwork.From(found.Card, NetworkParameters.Read(contract, found.Source));
        Assert.StartsWith("own kernels", network.DescribeExecution());
        string[] taps = [.. golden.Cases[0].Taps.Keys];
        CollectionAssert.AreEqual(taps, network.Taps.Skip(1).ToArray());
        double worst = 0;
        foreach (TorchVisionCase one in golden.Cases)
        {
            using DisposeScope scope = NewDisposeScope();
            float[] pixels = CounterRandom.Fill($"input/{one.Height}x{one.Width}", 3L * one.Height * one.Width, golden.InputAmplitude);
            Tensor[] made = network.Forward(tensor(pixels).reshape(1, 3, one.Height, one.Width), taps);
            for (int index = 0; index < taps.Length; index++)
            {
                GoldenTensor expected = one.Taps[taps[index]];
                string what = $"{name} {one.Width}×{one.Height} {taps[index]}";
                Assert.AreEqual(expected.Shape.Aggregate(1L, (product, size) => product * size), made[index].NumberOfElements, what);
                double difference = expected.Difference(made[index].contiguous().Floats());
                Assert.IsLessThanOrEqualTo(Tolerance, difference, what);
                worst = Math.Max(worst, difference);
            }
        }

        Console.WriteLine($"{name}: largest relative difference {worst:E1}");
    }

    private sealed class StateDictionary(TorchVisionGolden golden) : IWeightFile
    {
        private readonly Dictionary<string, GoldenParameter> _tensors = golden.Tensors().ToDictionary(tensor => tensor.Name);

        public string Name => golden.Network;

        public string Format => "test";

        public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public IReadOnlyList<WeightTensor> Tensors => [];

        public IReadOnlyDictionary<string, long[]> Shapes { get; } =
            golden.Tensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);

        public void CopyTo(string name, Span<float> destination) => _tensors[name].Values().CopyTo(destination);

        public long? Counter(string name) => null;

        public void Dispose()
        {
        }
    }
}
