using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Maps as the trunk makes them, channels side by side, go another way than libtorch's own pooling; the results are the same to
/// the last bit.</summary>
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

    /// <summary>More windows than are fetched at once, of all sizes, on maps whose sides are no powers of two.</summary>
    [TestMethod]
    public void ManyWindowsGiveTheSameBitsEitherWay()
    {
        using DisposeScope scope = NewDisposeScope();
        (int height, int width) = (23, 37);
        Tensor last = randn([2, 8, height, width], generator: new Generator(3)).ChannelsLast(), first = last.contiguous();
        Assert.IsFalse(WindowTensors.Supports(first));
        var random = new Random(4);
        MapWindow[] windows = [.. Enumerable.Range(0, 2500).Select(_ =>
        {
            (int left, int top) = (random.Next(width), random.Next(height));
            return new MapWindow(random.Next(2), left, top, random.Next(left + 1, width + 1), random.Next(top + 1, height + 1));
        })];
        AssertSame(SpatialPyramid.Default.Pool(first, windows), SpatialPyramid.Default.Pool(last, windows));
        AssertSame(SpatialPyramid.Default.Pool(first, windows[..1]), SpatialPyramid.Default.Pool(last, windows[..1]));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(7)]
    public unsafe void FewerChannelsThanAVectorHasPlaces(int channels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = randn([2, channels, 9, 7], generator: new Generator(6)), last = maps.ChannelsLast();
        MapView view = WindowTensors.View(last);
        Tensor largest = empty(2, channels * 14), mean = empty(2, channels * 4);
        PhaseScheduler.Run([new SpatialPyramid(3, 2, 1).Pooling(view, view.Whole(), (float*)largest.Address())], 2);
        PhaseScheduler.Run([new WindowPooling<Mean>(view, view.Whole(), [new LevelGrid(2)], (float*)mean.Address())], 2);
        AssertSame(new SpatialPyramid(3, 2, 1).Pool(maps.requires_grad_()), largest);
        Tensor expected = nn.functional.adaptive_avg_pool2d(maps.detach(), [2, 2]).flatten(1);
        Assert.IsLessThan(1e-6, (expected - mean).abs().max().ToDouble());
    }

    [TestMethod]
    public void WhatIsNoNumberStaysNone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = zeros(1, 8, 4, 4);
        maps[0, 3, 2, 1] = float.NaN;
        float[] vector = new SpatialPyramid(2).Pool(maps.ChannelsLast()).data<float>().ToArray();
        float[] window = new SpatialPyramid(2).Pool(maps, [new MapWindow(0, 0, 0, 4, 4)]).data<float>().ToArray();
        for (int index = 0; index < vector.Length; index++)
        {
            Assert.AreEqual(index == 3 * 4 + 2, float.IsNaN(vector[index]), $"element {index}: channel 3, lower left bin");
            Assert.AreEqual(index == 3 * 4 + 2, float.IsNaN(window[index]), $"element {index} of the window");
        }
    }

    [TestMethod]
    public void GradientsStillFlow()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor maps = randn(1, 8, 4, 4).ChannelsLast().requires_grad_();
        Assert.IsFalse(WindowTensors.Supports(maps));
        new SpatialPyramid(1).Pool(maps).sum().backward();
        Assert.AreEqual(8, maps.grad!.sum().ToSingle(), "one maximum per channel");
        new SpatialPyramid(1).Pool(maps, [new MapWindow(0, 0, 1, 3, 4)]).sum().backward();
        Assert.AreEqual(16, maps.grad!.sum().ToSingle(), 1e-5, "and one more of a window");
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
