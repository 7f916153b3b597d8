using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// The networks of Caffe as .caffemodel files, put together here of the oracle's parameters: they compute what test/oracles/networks.py
/// computed in PyTorch.
/// </summary>
[TestClass]
public class CaffeNetworkTests
{
    private const double Tolerance = 2e-5;

    [TestMethod]
    public void CaffeNetPoolsBeforeItNormalises()
    {
        using SppNetwork network = Loaded("caffenet", PoolThenNorm);
        Assert.AreEqual("caffenet", network.Architecture.Name);
        Assert.IsNull(network.Architecture.NormalizationOrder);
        Assert.IsNull(network.Architecture.Normalization);
        Assert.AreEqual(Preprocessing.CaffeImageNet, network.Preprocessing);
        AssertTaps(network, NetworkGolden.Load("caffenet"), "conv5");
    }

    [TestMethod]
    public void BvlcAlexNetNormalisesBeforeItPools()
    {
        using SppNetwork network = Loaded("caffenet", [.. PoolThenNorm.Select(layer => layer == "pool" ? "norm" : "pool")]);
        Assert.AreEqual(NormalizationOrder.BeforePooling, network.Architecture.NormalizationOrder);
    }

    [TestMethod]
    public void Pool5FeedsFc6()
    {
        using SppNetwork network = Loaded("caffenet-fixed", PoolThenNorm);
        Assert.AreEqual(NetworkHead.Pool5, network.Architecture.Head);
        AssertTaps(network, NetworkGolden.Load("caffenet-fixed"), "logits");
    }

    [TestMethod]
    public void TheLevelsThatFeedFc6TakeOurOrder()
    {
        using SppNetwork network = Loaded("zf5-spp", ["norm", "pool"], within: true, levels: [1, 2, 3, 6]);
        Assert.AreEqual("zf5", network.Architecture.Name);
        Assert.IsEmpty(network.Warnings);
        Assert.AreEqual(Preprocessing.SppNet, network.Preprocessing);
        AssertTaps(network, NetworkGolden.Load("zf5-spp"), "fc6");
    }

    [TestMethod]
    public void WhereNothingSaysTheirOrderItIsSppNets()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "zf5-spp", ["norm", "pool"], within: true, levels: [1, 2, 3, 6], sayLevels: false);
        using SppNetwork network = SppNetwork.Load(path);
        Assert.AreEqual(
            $"'{path}' does not say in which order its pyramid's levels feed fc6; 1, 2, 3, 6, as SPP_net has them, is taken.",
            network.Warnings.Single());
        AssertTaps(network, NetworkGolden.Load("zf5-spp"), "fc6");
    }

    [TestMethod]
    public void ALayerThatComputesOtherwiseIsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "caffenet", PoolThenNorm, stride: 2);
        Assert.AreEqual(
            $"'{path}': layer 'conv1' has filters of 11×11, stride 2×2, padding 0×0, 1 groups, and that of caffenet filters of 11×11, "
                + "stride 4×4, padding 0×0, 1 groups.",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(path)).Message);
    }

    [TestMethod]
    public void OtherConstantsOfNormalisationAreTaken()
    {
        using SppNetwork network = Loaded("caffenet", PoolThenNorm, within: true);
        Assert.AreEqual(new LocalNormalization(NormalizationKind.WithinChannel, 3, 5e-5, 0.75), network.Architecture.Normalization);
    }

    private static string[] PoolThenNorm => ["pool", "norm"];

    private static SppNetwork Loaded(string golden, string[] afterConv1, bool within = false, int[]? levels = null)
    {
        using var folder = new TemporaryFolder();
        return SppNetwork.Load(Write(folder, golden, afterConv1, within, levels));
    }

    private static void AssertTaps(SppNetwork network, NetworkGolden golden, string tap)
    {
        GoldenCase one = golden.Cases.First(one => one.Padding == "Training");
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Tensor image = tensor(golden.Image(one)).reshape(1, 3, one.Height, one.Width);
        Tensor made = network.Forward(image, [tap])[0].contiguous();
        Assert.IsLessThan(Tolerance, one.Taps[tap].Difference(Numerics.TensorMemory.Floats(made)), tap);
    }

    private static string Write(
        TemporaryFolder folder, string golden, string[] afterConv1, bool within = false, int[]? levels = null, bool sayLevels = true,
        int stride = 4)
    {
        NetworkGolden source = NetworkGolden.Load(golden);
        var net = new CaffeNet();
        foreach (IGrouping<string, GoldenParameter> layer in source.Parameters.GroupBy(parameter => parameter.Name.Split('.')[0]))
        {
            float[][] values = [.. layer.Select(parameter => parameter.Values())];
            if (layer.Key == "fc6" && levels is not null)
            {
                net.Pyramid(levels, sayLevels);
                Permute(values[0], [6, 3, 2, 1], levels, channels: 256);
            }

            net.Layer(layer.Key, [.. layer.Select(parameter => parameter.Shape)], values, layer.Key == "conv1"
                && source.Network == "caffenet" ? stride : null);
            foreach (string kind in layer.Key is "conv1" or "conv2" ? afterConv1 : [])
                net.Between(kind, layer.Key, within);
        }

        using var stream = new MemoryStream();
        net.Write(stream);
        return folder.Write("net.caffemodel", stream.ToArray());
    }

    /// <summary>Columns in the order of some levels as columns in that of others.</summary>
    private static void Permute(float[] matrix, int[] from, int[] to, int channels)
    {
        int length = channels * from.Sum(level => level * level);
        float[] row = new float[length];
        for (int start = 0; start < matrix.Length; start += length)
        {
            Array.Copy(matrix, start, row, 0, length);
            int at = start;
            foreach (int level in to)
            {
                int first = channels * from.TakeWhile(other => other != level).Sum(other => other * other),
                count = channels * level * level;
                Array.Copy(row, first, matrix, at, count);
                at += count;
            }
        }
    }

    /// <summary>Writes V1 layers.</summary>
    private sealed class CaffeNet
    {
        private readonly ProtobufMessage _net = new();
        private string _last = "data";

        internal CaffeNet() => _net.Text(1, "Net");

        internal void Layer(string name, long[][] shapes, float[][] values, int? stride)
        {
            bool matrix = shapes[0].Length == 2;
            ProtobufMessage layer = Begun(name, matrix ? 14 : 4, [_last]);
            for (int index = 0; index < shapes.Length; index++)
                layer.Message(6, Blob(shapes[index], values[index]));
            if (stride is { } cells)
            {
                var window = new ProtobufMessage();
                window.Number(4, shapes[0][2]);
                window.Number(6, cells);
                layer.Message(10, window);
            }

            Add(layer, name);
            // In place, as Caffe has its ReLU.
            ProtobufMessage relu = Begun("relu_" + name, 18, [name]);
            Add(relu, name);
        }

        internal void Between(string kind, string conv, bool within)
        {
            ProtobufMessage layer = Begun(kind + conv[^1], kind == "pool" ? 17 : 15, [_last]), constants = new();
            if (kind == "norm")
            {
                constants.Number(1, within ? 3 : 5);
                constants.Single(2, within ? 5e-5f : 1e-4f);
                constants.Single(3, 0.75f);
                constants.Number(4, within ? 1 : 0);
                layer.Message(18, constants);
            }

            Add(layer, kind + conv[^1]);
        }

        internal void Pyramid(int[] levels, bool sayLevels)
        {
            string map = _last;
            (int Size, int Stride)[] windows = [(13, 13), (7, 7), (5, 4), (3, 2)];
            foreach ((int level, int index) in levels.Select((level, index) => (level, index)))
            {
                ProtobufMessage pool = Begun($"pool_{index}", 17, [map]), window = new();
                window.Number(2, windows[index].Size);
                window.Number(3, windows[index].Stride);
                if (sayLevels)
                    pool.Message(19, window);
                Add(pool, $"pool_{index}");
                Add(Begun($"flat_{index}", 8, [$"pool_{index}"]), $"flat_{index}");
            }

            Add(Begun("join", 3, [.. levels.Select((_, index) => $"flat_{index}")]), "join");
        }

        internal void Write(Stream stream) => _net.Write(stream);

        private static ProtobufMessage Begun(string name, int type, string[] inputs)
        {
            var layer = new ProtobufMessage();
            foreach (string input in inputs)
                layer.Text(2, input);
            layer.Text(4, name);
            layer.Number(5, type);
            return layer;
        }

        private void Add(ProtobufMessage layer, string output)
        {
            layer.Text(3, output);
            _net.Message(2, layer);
            _last = output;
        }

        private static ProtobufMessage Blob(long[] shape, float[] values)
        {
            var blob = new ProtobufMessage();
            for (int side = 0; side < 4; side++)
                blob.Number(side + 1, side < 4 - shape.Length ? 1 : shape[side - (4 - shape.Length)]);
            byte[] bytes = MemoryMarshal.AsBytes<float>(values).ToArray();
            blob.Bytes(5, bytes.Length, stream => stream.Write(bytes));
            return blob;
        }
    }
}
