using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Files without a card, known by the names and shapes of their tensors.</summary>
[TestClass]
public class WeightRecognitionTests
{
    /// <summary>All but Caffe's form of AlexNet, which has the same tensors: a .caffemodel file is taken for that, others for
    /// AlexNet.</summary>
    public static IEnumerable<object[]> Names =>
        NetworkArchitecture.Names.Where(name => name != "caffenet").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryArchitectureIsKnownByItsTensors(string name)
    {
        foreach (int classes in new[] { 0, 21 })
        {
            foreach (string prefix in new[] { "", "module.", "model.backbone." })
            {
                RecognisedWeights found = WeightRecognition.Of(new ShapesOnly(Shapes(name, classes), prefix));
                Assert.AreEqual(new NetworkArchitecture(name), found.Card.Architecture, prefix);
                CollectionAssert.AreEquivalent(Shapes(name, classes).Keys.ToArray(), found.Source.Shapes.Keys.ToArray());
            }
        }
    }

    [TestMethod]
    public void Fc6TellsWhatFeedsIt()
    {
        Dictionary<string, long[]> shapes = Shapes("zf5", 21);
        shapes["fc6.weight"] = [4096, 256 * 36];
        Assert.AreEqual(NetworkHead.Pool5, WeightRecognition.Of(new ShapesOnly(shapes)).Card.Architecture.Head);
        shapes["fc6.weight"] = [4096, 256 * 30];
        RecognisedWeights found = WeightRecognition.Of(new ShapesOnly(shapes));
        CollectionAssert.AreEqual(new[] { 4, 3, 2, 1 }, found.Card.Architecture.HeadLevels.ToArray());
        Assert.AreEqual("'x' does not say which pyramid feeds fc6; levels 4,3,2,1 have its 30 bins and are taken.",
            found.Warnings.Single());
    }

    [TestMethod]
    public void TorchvisionsSqueezeNetIsKnownWithItsPreprocessing()
    {
        Dictionary<string, long[]> shapes =
            Shapes("squeezenet1.1", 1000).ToDictionary(entry => Torchvision(entry.Key), entry => entry.Value);
        Assert.IsTrue(shapes.ContainsKey("features.12.expand3x3.bias"));
        RecognisedWeights found = WeightRecognition.Of(new ShapesOnly(shapes, "module."));
        Assert.AreEqual(Preprocessing.TorchVision, found.Card.Preprocessing);
        CollectionAssert.AreEquivalent(Shapes("squeezenet1.1", 1000).Keys.ToArray(), found.Source.Shapes.Keys.ToArray());
        Assert.IsEmpty(found.Warnings);
    }

    [TestMethod]
    [DataRow("vgg16")]
    [DataRow("vgg11bn")]
    public void TimmsVggKeepsItsLayersAsConvolutions(string name)
    {
        var shapes = new Dictionary<string, long[]>(Shapes(name, 1000));
        Rename("classifier.0", "pre_logits.fc1", [4096, 512, 7, 7]);
        Rename("classifier.3", "pre_logits.fc2", [4096, 4096, 1, 1]);
        Rename("classifier.6", "head.fc", [1000, 4096]);
        RecognisedWeights found = WeightRecognition.Of(new ShapesOnly(shapes));
        Assert.AreEqual(name, found.Card.Architecture.Name);
        CollectionAssert.AreEquivalent(Shapes(name, 1000).Keys.ToArray(), found.Source.Shapes.Keys.ToArray());

        void Rename(string ours, string theirs, long[] shape)
        {
            shapes.Remove(ours + ".weight");
            shapes.Remove(ours + ".bias", out long[]? bias);
            (shapes[theirs + ".weight"], shapes[theirs + ".bias"]) = (shape, bias!);
        }
    }

    /// <summary>timm's names, written down from its blocks; that torchvision's classifier is at 1 and the last block at 17 says the
    /// rest.</summary>
    [TestMethod]
    public void TimmsMobileNetIsKnown()
    {
        var theirs = new Dictionary<string, string>
        {
            ["features.0.0"] = "conv_stem", ["features.18.0"] = "conv_head", ["classifier.1"] = "classifier",
            ["features.1.conv.0.0"] = "blocks.0.0.conv_dw", ["features.1.conv.1"] = "blocks.0.0.conv_pw",
        };
        int[] lastOfStage = [3, 6, 10, 13, 16, 17];
        for (int module = 2, stage = 1, block = 0; module <= 17; module++, block++)
        {
            if (module > lastOfStage[stage - 1])
                (stage, block) = (stage + 1, 0);
            theirs[$"features.{module}.conv.0.0"] = $"blocks.{stage}.{block}.conv_pw";
            theirs[$"features.{module}.conv.1.0"] = $"blocks.{stage}.{block}.conv_dw";
            theirs[$"features.{module}.conv.2"] = $"blocks.{stage}.{block}.conv_pwl";
        }

        Dictionary<string, long[]> ours = Shapes("mobilenet-v2", 1000);
        Dictionary<string, long[]> renamed = ours.ToDictionary(entry => Layer(theirs, entry.Key), entry => entry.Value);
        Assert.IsTrue(renamed.ContainsKey("blocks.6.0.conv_pwl.weight"));
        RecognisedWeights found = WeightRecognition.Of(new ShapesOnly(renamed));
        Assert.AreEqual(new NetworkArchitecture("mobilenet-v2"), found.Card.Architecture);
        CollectionAssert.AreEquivalent(ours.Keys.ToArray(), found.Source.Shapes.Keys.ToArray());

        static string Layer(Dictionary<string, string> theirs, string name)
        {
            int dot = name.LastIndexOf('.');
            return theirs[name[..dot]] + name[dot..];
        }
    }

    [TestMethod]
    [DataRow("note", "BN folded; stride 2 sits in conv1 of layer2.0/3.0/4.0", ResidualStride.Conv1)]
    [DataRow("stride_in", "conv1", ResidualStride.Conv1)]
    [DataRow("stride_in", "conv2", ResidualStride.Conv2)]
    public void TheStridePlaceIsReadWhereTheFileSaysIt(string key, string text, ResidualStride expected)
    {
        RecognisedWeights found =
            WeightRecognition.Of(new ShapesOnly(Shapes("resnet50", 0)) { Metadata = new Dictionary<string, string> { [key] = text } });
        Assert.AreEqual(expected, found.Card.Architecture.StrideIn);
        Assert.IsEmpty(found.Warnings);
    }

    [TestMethod]
    public void AStridePlaceThatTheFileDoesNotSayIsWarnedAbout()
    {
        const string warning =
            "'x' does not say whether its residual blocks stride in conv1 (He et al., Caffe) or conv2 (torchvision); conv2 is taken, and "
                + "the wrong one costs accuracy: "
            + "say --stride-in, or StrideIn of new NetworkArchitecture(\"resnet50\").";
        Assert.AreEqual(warning, WeightRecognition.Of(new ShapesOnly(Shapes("resnet50", 0))).Warnings.Single());
        Assert.AreEqual(warning, WeightRecognition.Of(new ShapesOnly(WithBatchNorm("resnet50")), "resnet50").Warnings.Single());
        Assert.IsEmpty(WeightRecognition.Of(new ShapesOnly(WithBatchNorm("resnet50")) { Counters = 5 }).Warnings,
            "counted batches are PyTorch's training");
        Assert.IsEmpty(WeightRecognition.Of(new ShapesOnly(Shapes("resnet50", 0)), asked: new NetworkArchitecture("resnet50")).Warnings);
        Assert.IsEmpty(WeightRecognition.Of(new ShapesOnly(Shapes("resnet18", 0))).Warnings);
    }

    [TestMethod]
    public void WhatIsOfNoKnownNetworkIsToldInFiveLines()
    {
        Dictionary<string, long[]> shapes = Shapes("squeezenet1.1", 0)
            .ToDictionary(entry => entry.Key.Replace("fire2/", "block2.", StringComparison.Ordinal)
                .Replace("fire3/", "block3.", StringComparison.Ordinal), entry => entry.Value);
        string message = Assert.ThrowsExactly<InvalidDataException>(() => WeightRecognition.Of(new ShapesOnly(shapes))).Message;
        Assert.AreEqual(
            "'x' carries no model card, and its 50 tensors are those of no known network. It looks like squeezenet1.1, but 12 of its 50 "
                + "tensors are missing, named otherwise or of another shape:\n"
            + "  'fire2/expand1x1.bias' is missing, expected [64]\n"
            + "  'fire2/expand3x3.bias' is missing, expected [64]\n"
            + "  'fire3/expand1x1.bias' is missing, expected [64]; and 21 more\n"
            + $"Say which network it is: --architecture NAME, or new NetworkArchitecture(\"NAME\") for SppNetwork.Load; known are "
            + $"{string.Join(", ", NetworkArchitecture.Names)}.",
            message);
    }

    private static Dictionary<string, long[]> Shapes(string name, int classes) =>
        new(new RandomParameters(new NetworkArchitecture(name), 1, classes).Contract.Expected);

    private static Dictionary<string, long[]> WithBatchNorm(string name)
    {
        var shapes = new Dictionary<string, long[]>();
        foreach ((string key, long[] shape) in Shapes(name, 0).Where(entry => entry.Key.EndsWith(".weight", StringComparison.Ordinal)))
        {
            shapes[key] = shape;
            string layer = key[..^".weight".Length];
            string norm = layer.EndsWith("downsample.0", StringComparison.Ordinal) ? layer[..^1] + "1" : layer[..^5] + "bn" + layer[^1];
            foreach (string part in ParameterContract.BatchNormParts)
                shapes[norm + part] = [shape[0]];
            shapes[norm + ParameterContract.BatchNormCounter] = [];
        }

        return shapes;
    }

    /// <summary>torchvision's module numbers, written down from its SqueezeNet 1.1.</summary>
    private static string Torchvision(string name)
    {
        int[] modules = [3, 4, 6, 7, 9, 10, 11, 12];
        for (int fire = 2; fire <= 9; fire++)
            name = name.Replace($"fire{fire}/", $"features.{modules[fire - 2]}.", StringComparison.Ordinal);
        return name.Replace("conv10", "classifier.1", StringComparison.Ordinal).Replace("conv1.", "features.0.", StringComparison.Ordinal)
            .Replace("squeeze1x1", "squeeze", StringComparison.Ordinal);
    }

    /// <summary>A file of which only names and shapes are looked at.</summary>
    private sealed class ShapesOnly(Dictionary<string, long[]> shapes, string prefix = "") : IWeightFile
    {
        public string Name => "x";

        public string Format => "test";

        public long? Counters { get; init; }

        public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

        public IReadOnlyList<WeightTensor> Tensors => [];

        public IReadOnlyDictionary<string, long[]> Shapes { get; } = shapes.ToDictionary(entry => prefix + entry.Key, entry => entry.Value);

        public void CopyTo(string name, Span<float> destination) =>
            throw new AssertFailedException("values are not needed to recognise a file");

        public long? Counter(string name) => Counters;

        public void Dispose()
        {
        }
    }
}
