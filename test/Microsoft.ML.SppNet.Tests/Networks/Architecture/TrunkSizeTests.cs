using Microsoft.ML.SppNet.Networks.Architecture;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Sizes of maps: the papers', and libtorch's own.</summary>
[TestClass]
public class TrunkSizeTests
{
    [TestMethod]
    [DataRow("zf5", 224, "conv1 110, conv2 26, conv3 13, conv4 13, conv5 13")]
    [DataRow("zf5", 180, "conv1 88, conv2 20, conv3 10, conv4 10, conv5 10")]
    [DataRow("convnet5", 224, "conv1 55, conv2 55, conv3 27, conv4 13, conv5 13")]
    [DataRow("overfeat5", 224, "conv1 109, conv2 36, conv3 18, conv4 18, conv5 18")]
    [DataRow("overfeat7", 224, "conv1 109, conv2 36, conv3 18, conv4 18, conv5 18, conv6 18, conv7 18")]
    [DataRow("alexnet", 227, "conv1 55, conv2 27, conv3 13, conv4 13, conv5 13")]
    [DataRow("vgg16", 224,
        "conv1_1 224, conv1_2 224, conv2_1 112, conv2_2 112, conv3_1 56, conv3_2 56, conv3_3 56, conv4_1 28, conv4_2 28, conv4_3 28, "
            + "conv5_1 14, conv5_2 14, conv5_3 14, pool5 7")]
    [DataRow("resnet18", 224, "conv1 112, layer1 56, layer2 28, layer3 14, layer4 7")]
    [DataRow("resnet50", 224, "conv1 112, layer1 56, layer2 28, layer3 14, layer4 7")]
    [DataRow("alexnet-torchvision", 224, "conv1 55, conv2 27, conv3 13, conv4 13, conv5 13, pool5 6")]
    [DataRow("squeezenet1.0", 224, "conv1 109, fire2 54, fire3 54, fire4 54, fire5 27, fire6 27, fire7 27, fire8 27, fire9 13")]
    [DataRow("efficientnet-b0", 224,
        "features.0 112, features.1 112, features.2 56, features.3 28, features.4 14, features.5 14, features.6 7, "
        + "features.7 7, features.8 7")]
    [DataRow("squeezenet1.1", 224, "conv1 111, fire2 55, fire3 55, fire4 27, fire5 27, fire6 13, fire7 13, fire8 13, fire9 13")]
    [DataRow("zf5-small", 52, "conv1 26, conv2 13, conv3 13, conv4 13, conv5 13")]
    [DataRow("zf5-small", 42, "conv1 21, conv2 10, conv3 10, conv4 10, conv5 10")]
    [DataRow("overfeat5-small", 72, "conv1 36, conv2 18, conv3 18, conv4 18, conv5 18")]
    [DataRow("sppnet-compact", 128, "conv1 32, layer1 16, layer2 8")]
    public void TrainingSizesAreThePapers(string architecture, int size, string expected)
    {
        TrunkProgram program = TrunkProgram.Build(new NetworkArchitecture(architecture));
        Assert.AreEqual(expected, string.Join(", ", program.Taps.Select(tap => $"{tap.Key} {program.SizeOf(tap.Value, size).Height}")));
    }

    /// <summary>In ZF-5 the pooled maps are no taps: 224 → 110 → 55 → 26 → 13.</summary>
    [TestMethod]
    public void ZfPoolsInCeilMode()
    {
        TrunkProgram program = TrunkProgram.Build(new NetworkArchitecture("zf5"));
        int[] sizes = [.. Enumerable.Range(0, program.Steps.Count + 1).Select(value => program.SizeOf(value, 224).Width).Distinct()];
        Assert.AreEqual("224, 110, 55, 26, 13", string.Join(", ", sizes));
    }

    [TestMethod]
    public void DeploymentSizesOfZfAreTheFacts()
    {
        TrunkProgram program = TrunkProgram.Build(new NetworkArchitecture("zf5") { Padding = TrunkPadding.Deployment });
        int[] images = [180, 224, 256, 392, 480, 576, 688, 864, 874, 1200];
        Assert.AreEqual("12 15 17 26 31 37 44 55 56 76",
            string.Join(' ', images.Select(size => program.SizeOf(program.Output, size).Width)));
    }

    /// <summary>A head reads the maps that it was trained on: 6 × 6 of pool5 at 224.</summary>
    [TestMethod]
    [DataRow("zf5", 13)]
    [DataRow("convnet5", 13)]
    [DataRow("overfeat5", 18)]
    [DataRow("overfeat7", 18)]
    [DataRow("zf5-small", 13)]
    [DataRow("overfeat5-small", 18)]
    public void TheFixedHeadsPoolIsSixBySix(string architecture, int map)
    {
        MaxPool pool = ArchitectureTables.Find(architecture).Head.Pool5!;
        using Tensor maps = zeros(1, 1, map, map);
        using Tensor pooled = nn.functional.max_pool2d(maps, [pool.Size, pool.Size], [pool.Stride, pool.Stride], ceil_mode: pool.Ceil);
        CollectionAssert.AreEqual(new long[] { 1, 1, 6, 6 }, pooled.shape);
    }

    public static IEnumerable<object[]> Programs =>
        from name in (string[])[
            "zf5", "convnet5", "overfeat5", "overfeat7", "alexnet", "alexnet-torchvision", "vgg16", "resnet18", "resnet50",
            "squeezenet1.0", "squeezenet1.1", "mobilenet-v2", "efficientnet-b0", "sppnet-compact"]
        from padding in Enum.GetValues<TrunkPadding>()
        select new object[] { name, padding };

    /// <summary>The steps with one channel each: what libtorch makes of a size does not depend on channels or weights.</summary>
    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void SizesAreThoseOfRealTensors(string architecture, TrunkPadding padding)
    {
        TrunkProgram program = TrunkProgram.Build(new NetworkArchitecture(architecture) { Padding = padding });
        int smallest = program.SmallestImage(program.Output);
        foreach (int size in Enumerable.Range(smallest, 40).Concat([180, 224, 225, 301, 392, 500]))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] made = [zeros(1, 1, size, size + 7), .. new Tensor[program.Steps.Count]];
            for (int value = 1; value < made.Length; value++)
            {
                Tensor input = made[program.Steps[value - 1].Input];
                made[value] = program.Steps[value - 1] switch
                {
                    ConvStep conv => nn.functional.conv2d(
                        input, zeros(1, 1, conv.Window.Size.Height, conv.Window.Size.Width), null,
                        [conv.Window.Stride.Height, conv.Window.Stride.Width],
                        [conv.Window.Pads.Top, conv.Window.Pads.Left], [1, 1], 1),
                    PoolStep pool => nn.functional.max_pool2d(
                        input, [pool.Window.Size.Height, pool.Window.Size.Width], [pool.Window.Stride.Height, pool.Window.Stride.Width],
                        [pool.Window.Pads.Top, pool.Window.Pads.Left], ceil_mode: pool.Window.Ceil),
                    GlobalPoolStep => input.mean([2, 3], keepdim: true),
                    _ => input,
                };
                Assert.AreEqual(
                    program.SizeOf(value, new Sides(size, size + 7)), new Sides((int)made[value].shape[2], (int)made[value].shape[3]),
                    $"{architecture} {padding} {size}: {program.Steps[value - 1]}");
            }
        }
    }

    /// <summary>The smallest image runs; one pixel less is refused in words, and libtorch would refuse it too.</summary>
    [TestMethod]
    [DataRow("zf5", TrunkPadding.Training)]
    [DataRow("zf5", TrunkPadding.Deployment)]
    [DataRow("convnet5", TrunkPadding.Training)]
    [DataRow("overfeat5", TrunkPadding.Training)]
    [DataRow("alexnet", TrunkPadding.Training)]
    [DataRow("resnet18", TrunkPadding.Training)]
    [DataRow("squeezenet1.1", TrunkPadding.Training)]
    [DataRow("mobilenet-v2", TrunkPadding.Training)]
    [DataRow("efficientnet-b0", TrunkPadding.Training)]
    [DataRow("sppnet-compact", TrunkPadding.Training)]
    public void TheSmallestImageIsExact(string architecture, TrunkPadding padding)
    {
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture(architecture) { Padding = padding });
        foreach (string tap in network.Taps)
        {
            int smallest = network.SmallestImage(tap);
            using (Tensor image = zeros(1, 3, smallest, smallest + 30))
            {
                Tensor[] results = network.Forward(image, [tap]);
                Assert.AreEqual(1, results[0].shape[2], tap);
                results[0].Dispose();
            }

            if (smallest == 1)
                continue;
            using Tensor less = zeros(1, 3, smallest + 30, smallest - 1);
            ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => network.Forward(less, [tap]));
            Assert.AreEqual(
                $"An image of {smallest - 1}×{smallest + 30} pixels is too small for tap '{tap}', which needs {smallest} on the shorter "
                    + "side.", error.Message);
            Assert.Throws<Exception>(() =>
            {
                using DisposeScope scope = NewDisposeScope();
                TrunkProgram program = network.Parameters.Program;
                string map = tap == SppNetwork.SppTap ? ArchitectureTables.Find(architecture).Deepest : tap;
                Tensor made = PlainTrunk.Run(network, less, [program.Taps.Single(one => one.Key == map).Value])[0];
                if (made.NumberOfElements == 0)
                    throw new InvalidOperationException("no cells");
            }, $"libtorch has cells for {tap} at {smallest - 1}");
        }
    }
}
