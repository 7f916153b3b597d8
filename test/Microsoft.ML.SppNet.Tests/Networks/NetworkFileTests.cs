using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Networks to files and back, and files that do not fit.</summary>
[TestClass]
public class NetworkFileTests
{
    private static readonly Lazy<byte[]> Saved = new(() => Bytes(SppNetwork.Create("squeezenet1.1", 5)));

    [TestMethod]
    public void ANetworkSavesAndLoadsWithItsCard()
    {
        using var folder = new TemporaryFolder();
        var architecture = new NetworkArchitecture("resnet18") { StrideIn = ResidualStride.Conv1, Padding = TrunkPadding.Deployment };
        using SppNetwork network = SppNetwork.Create(architecture, 7, classes: 3);
        string path = folder["deep", "er", "net.safetensors"];
        network.Save(path);
        using SppNetwork loaded = SppNetwork.Load(path);
        Assert.AreEqual(network.Card, loaded.Card);
        Assert.IsTrue(network.Fingerprint.SequenceEqual(loaded.Fingerprint));
        CollectionAssert.AreEqual(network.Taps.ToArray(), loaded.Taps.ToArray());
    }

    [TestMethod]
    public void EveryChoiceOfACardSurvives()
    {
        var card = new ModelCard(
            new NetworkArchitecture("zf5")
            {
                Padding = TrunkPadding.Deployment, Head = NetworkHead.Pool5, HeadLevels = [4, 1], StrideIn = ResidualStride.Conv1,
                Normalization = new LocalNormalization(NormalizationKind.AcrossChannel, 5, 1e-4 / 3, 0.75, 2),
                NormalizationOrder = NormalizationOrder.AfterPooling,
            },
            new Preprocessing { Channels = ChannelOrder.Bgr, Mean = [1.1f, 2.2f, 3.3f], StandardDeviation = [4, 5, 6.5f] })
        {
            Source = "somewhere", Licence = "MIT",
        };
        Assert.AreEqual(card, ModelCardMetadata.Read("x", ModelCardMetadata.Write(card, [])));
    }

    [TestMethod]
    public void TensorsThatDoNotFitAreTold()
    {
        byte[] bytes = Rewrite(tensors =>
        {
            tensors.Remove("fire2/squeeze1x1.bias");
            tensors["fire9/expand1x1.weight"] = ([256, 64, 3], new float[256 * 64 * 3]);
            tensors["stranger"] = ([2], [1, 2]);
        });
        Assert.AreEqual(
            "The tensors of 'x' do not fit squeezenet1.1; 3 differ:\n"
            + "  'stranger' is unexpected, found [2]\n"
            + "  'fire2/squeeze1x1.bias' is missing, expected [16]\n"
            + "  'fire9/expand1x1.weight' has the wrong shape, expected [256, 64, 1, 1], found [256, 64, 3]",
            Refused(bytes));
    }

    [TestMethod]
    public void WeightsThatAreNoNumbersAreRefused()
    {
        byte[] bytes = Rewrite(tensors => tensors["conv1.bias"].Values[3] = 77);
        // The writer refuses NaN: it is put where 77 was.
        int at = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(77f));
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, at);
        Assert.AreEqual("'x': element 3 of tensor 'conv1.bias' (F32 [64]) is NaN; weights must be finite.", Refused(bytes));
    }

    [TestMethod]
    public void AVarianceBelowZeroNamesFileAndElement()
    {
        NetworkGolden golden = NetworkGolden.Load("resnet18");
        var tensors = golden.Parameters.Select(parameter =>
        {
            float[] values = parameter.Values();
            if (parameter.Name == "layer1.0.bn2.running_var")
                values[4] = -0.5f;
            return new TensorSource(parameter.Name, SafetensorsDType.F32, parameter.Shape, () => values);
        });
        byte[] bytes = SafetensorsBytes.Write(new Dictionary<string, string>(), [.. tensors]);
        long before = LiveMemory.NativeBytes();
        using SafetensorsFile file = SafetensorsBytes.Read(bytes);
        Assert.AreEqual(
            "'x': element 4 of tensor 'layer1.0.bn2.running_var' is -0.5, which is no variance.",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(file, new NetworkArchitecture("resnet18"))).Message);
        Assert.AreEqual(before, LiveMemory.NativeBytes(), "tensors read before the error stayed");
    }

    [TestMethod]
    public void AFileWithoutACardNeedsAnArchitecture()
    {
        using SafetensorsFile file = SafetensorsBytes.Read(SafetensorsBytes.Write(new Dictionary<string, string>()));
        Assert.AreEqual(
            "'x' carries no model card, and its 0 tensors are those of no known network. Say which network it is: --architecture NAME, "
            + $"or new NetworkArchitecture(\"NAME\") for SppNetwork.Load; known are {string.Join(", ", NetworkArchitecture.Names)}.",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(file)).Message);
    }

    [TestMethod]
    public void ACardThatSaysOtherwiseIsAnError()
    {
        using SafetensorsFile file = SafetensorsBytes.Read(Saved.Value);
        Assert.AreEqual(
            "'x': its model card says squeezenet1.1 (padding Training, head SpatialPyramid 6-3-2-1, stride in Conv2), not zf5 (padding "
                + "Training, head SpatialPyramid 6-3-2-1, stride in Conv2).",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(file, new NetworkArchitecture("zf5"))).Message);
    }

    [TestMethod]
    public void AMissingFileIsNamed()
    {
        using var folder = new TemporaryFolder();
        string path = folder["none.safetensors"];
        Assert.AreEqual($"There is no weight file '{path}'.",
            Assert.ThrowsExactly<FileNotFoundException>(() => SppNetwork.Load(path)).Message);
    }

    [TestMethod]
    [DataRow("sppnet.card", "2", "'x': its model card is of version '2', and this library reads version 1: use a newer release.")]
    [DataRow("architecture", "zf6",
        "'x': entry 'architecture' of its model card, 'zf6', cannot be used: There is no architecture 'zf6'; there are zf5, convnet5, "
            + "overfeat5, overfeat7, alexnet, caffenet, alexnet-torchvision, vgg11, vgg11bn, vgg13, vgg13bn, vgg16, vgg16bn, vgg19, "
            + "vgg19bn, "
            + "resnet18, resnet34, resnet50, resnet101, resnet152, wide-resnet50-2, resnext50-32x4d, squeezenet1.0, squeezenet1.1, "
            + "mobilenet-v2, efficientnet-b0, zf5-small, overfeat5-small, sppnet-compact.")]
    [DataRow("size", "0", "'x': entry 'size' of its model card, '0', cannot be used: it is a number of pixels from 1 to 16384")]
    [DataRow("classes", "[\"a\"", "'x': entry 'classes' of its model card, '[\"a\"', cannot be used: it is a list of names in JSON")]
    [DataRow("classes", "[\"a\", null]", "'x': entry 'classes' of its model card, '[\"a\", null]', cannot be used: it is a list of names")]
    [DataRow("padding", "some", "'x': entry 'padding' of its model card, 'some', cannot be used: it must be one of training, deployment")]
    [DataRow("padding", "1", "'x': entry 'padding' of its model card, '1', cannot be used: it must be one of training, deployment")]
    [DataRow("padding", "+1", "'x': entry 'padding' of its model card, '+1', cannot be used: it must be one of training, deployment")]
    [DataRow("padding", "", "'x': entry 'padding' of its model card, '', cannot be used: it must be one of training, deployment")]
    [DataRow("head_levels", "6,0",
        "'x': entry 'head_levels' of its model card, '6,0', cannot be used: A pyramid level is a number of bins per side from 1 to 64, "
            + "not 0. (Parameter 'levels')")]
    [DataRow("head_levels", "6,x",
        "'x': entry 'head_levels' of its model card, '6,x', cannot be used: The input string 'x' was not in a correct format.")]
    [DataRow("normalization", "withinchannel,3",
        "'x': entry 'normalization' of its model card, 'withinchannel,3', cannot be used: normalization has five parts: kind, size, "
            + "alpha, beta, k")]
    [DataRow("normalization", "withinchannel,4,1,1,1",
        "'x': entry 'normalization' of its model card, 'withinchannel,4,1,1,1', cannot be used: The size of a local response "
            + "normalisation is an odd number from 1 to 99, not 4.")]
    [DataRow("mean", "1,2",
        "'x': entry 'mean' of its model card, '1,2', cannot be used: Mean must be 3 finite numbers, one per channel; it is [1, 2]. "
            + "(Parameter 'Mean')")]
    [DataRow("std", "1,0,1",
        "'x': entry 'std' of its model card, '1,0,1', cannot be used: StandardDeviation must be 3 finite positive numbers, one per "
            + "channel; it is [1, 0, 1]. (Parameter 'StandardDeviation')")]
    [DataRow("mean", null, "'x': its model card has no entry 'mean'.")]
    [DataRow("architecture", null, "'x': its model card has no entry 'architecture'.")]
    public void ACardThatCannotBeUsedIsRefused(string entry, string? text, string message) =>
        Assert.AreEqual(message, Refused(Rewrite(_ => { }, entry, text)));

    private static string Refused(byte[] bytes)
    {
        using SafetensorsFile file = SafetensorsBytes.Read(bytes);
        return Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(file)).Message;
    }

    private static byte[] Rewrite(Action<Dictionary<string, (long[] Shape, float[] Values)>> change, string? entry = null,
        string? text = null)
    {
        using SafetensorsFile file = SafetensorsBytes.Read(Saved.Value);
        Dictionary<string, (long[] Shape, float[] Values)> tensors =
            file.Tensors.ToDictionary(one => one.Key, one => (one.Value.Shape.ToArray(), file.Values(one.Key)));
        change(tensors);
        var metadata = new Dictionary<string, string>(file.Metadata);
        if (entry is not null && text is null)
            metadata.Remove(entry);
        else if (entry is not null)
            metadata[entry] = text!;
        return SafetensorsBytes.Write(metadata,
            [.. tensors.Select(one => new TensorSource(one.Key, SafetensorsDType.F32, one.Value.Shape, () => one.Value.Values))]);
    }

    private static byte[] Bytes(SppNetwork network)
    {
        using (network)
        {
            using var stream = new MemoryStream();
            network.Save(stream);
            return stream.ToArray();
        }
    }
}
