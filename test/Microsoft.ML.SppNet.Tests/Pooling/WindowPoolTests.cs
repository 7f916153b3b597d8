using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Maps as the trunk makes them, channels side by side, go another way than libtorch's own pooling; the results are the same to the last bit.</summary>
[TestClass]
public class WindowPoolTests
{
    [TestMethod]
    [DataRow(16, 13, 9)]
    [DataRow(21, 5, 7)]
    [DataRow(8, 1, 1)]
    public void BothWaysGiveTheSameBits(int channels, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        var pyramid = new SpatialPyramid(6, 3, 2, 1);
        Tensor last = randn([3, channels, height, width], generator: new Generator(1)).ChannelsLast(), maps = last.clone().requires_grad_();
        Assert.IsFalse(WindowTensors.Supports(maps), "where gradients are asked for libtorch pools");
        Assert.IsTrue(WindowTensors.Supports(last));
        AssertSame(pyramid.Pool(maps), pyramid.Pool(last));

        MapWindow[] windows = [new(2, 0, 0, width, height), new(0, width / 2, height / 3, width, height), new(1, 0, 0, 1, 1)];
        AssertSame(pyramid.Pool(maps, windows), pyramid.Pool(last, windows));
    }

    [TestMethod]
    public void WhatIsNoNumberStaysNone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = zeros(1, 8, 4, 4);
        maps[0, 3, 2, 1] = float.NaN;
        float[] vector = new SpatialPyramid(2).Pool(maps.ChannelsLast()).data<float>().ToArray();
        for (int index = 0; index < vector.Length; index++)
            Assert.AreEqual(index == 3 * 4 + 2, float.IsNaN(vector[index]), $"element {index}: channel 3, lower left bin");
    }

    [TestMethod]
    public void GradientsStillFlow()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = randn(1, 8, 4, 4).ChannelsLast().requires_grad_();
        Assert.IsFalse(WindowTensors.Supports(maps));
        new SpatialPyramid(1).Pool(maps).sum().backward();
        Assert.AreEqual(8, maps.grad!.sum().ToSingle(), "one maximum per channel");
    }

    [TestMethod]
    public void AWindowOutsideItsMapIsRefusedEitherWay()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = zeros(1, 8, 4, 4);
        foreach (Tensor each in new[] { maps, maps.ChannelsLast() })
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => new SpatialPyramid(1).Pool(each, [new MapWindow(0, 0, 0, 5, 4)]));
            StringAssert.Contains(error.Message, "is no window of at least one cell in 1 maps of 4×4 cells");
        }
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        CollectionAssert.AreEqual(expected.detach().contiguous().bytes.ToArray(), actual.contiguous().bytes.ToArray());
    }
}
