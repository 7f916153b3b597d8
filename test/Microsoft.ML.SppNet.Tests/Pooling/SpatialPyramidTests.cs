using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SpatialPyramidTests
{
    [TestMethod]
    public void AgreesWithPyTorch()
    {
        foreach (PyramidGolden golden in PyramidGolden.LoadAll())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor maps = tensor(golden.Map).reshape(1, golden.Channels, golden.Height, golden.Width);
            foreach (PyramidVector expected in golden.Pyramids)
                CollectionAssert.AreEqual(expected.Vector, new SpatialPyramid(expected.Levels).Pool(maps).contiguous().Floats().ToArray());
        }
    }

    /// <summary>Any map, smaller than the level too, against the maximum over each bin as the paper's appendix gives it.</summary>
    [TestMethod]
    public void PoolsTheMaximumOfEachBin()
    {
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            (int width, int height) = (random.Next(1, 41), random.Next(1, 41));
            int[] levels = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(1, 11))];
            float[] values = Values(random, 2 * 3 * height * width);
            using Tensor maps = tensor(values).reshape(2, 3, height, width);
            using Tensor pooled = new SpatialPyramid(levels).Pool(maps);
            float[] expected = [.. Enumerable.Range(0, 2)
                .SelectMany(image => ByHand(values.AsSpan(image * 3 * height * width, 3 * height * width), 3, width, height, levels))];
            CollectionAssert.AreEqual(expected, pooled.contiguous().Floats().ToArray(),
                $"{width}x{height}, levels {string.Join(',', levels)}");
        }
    }

    [TestMethod]
    public void PoolsWindowsAsIfTheyWereWholeMaps()
    {
        var random = new Random(2);
        for (int round = 0; round < 100; round++)
        {
            (int width, int height) = (random.Next(1, 30), random.Next(1, 30));
            int[] levels = [.. Enumerable.Range(0, 3).Select(_ => random.Next(1, 8))];
            float[] values = Values(random, 2 * 2 * height * width);
            MapWindow[] windows = [.. Enumerable.Range(0, 5).Select(_ => Window(random, width, height))];
            using Tensor maps = tensor(values).reshape(2, 2, height, width);
            using Tensor pooled = new SpatialPyramid(levels).Pool(maps, windows);
            float[] expected = [.. windows.SelectMany(window =>
                ByHand(Crop(values, width, height, window), 2, window.Right - window.Left, window.Bottom - window.Top, levels))];
            CollectionAssert.AreEqual(expected, pooled.contiguous().Floats().ToArray());
        }
    }

    [TestMethod]
    public void LevelsComeInTheOrderGivenEachChannelMajor()
    {
        using Tensor maps = tensor(new float[] { 1, 2, 3, 4, 50, 60, 70, 80 }).reshape(1, 2, 2, 2);
        using Tensor first = new SpatialPyramid(2, 1).Pool(maps), second = new SpatialPyramid(1, 2).Pool(maps);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 50, 60, 70, 80, 4, 80 }, first.Floats().ToArray());
        CollectionAssert.AreEqual(new float[] { 4, 80, 1, 2, 3, 4, 50, 60, 70, 80 }, second.Floats().ToArray());
    }

    /// <summary>The sizes at which windows of ⌈a/n⌉ with stride ⌊a/n⌋, as section 2.3 of the paper has them, do not make n bins; these do
    /// at every size.</summary>
    [TestMethod]
    public void GivesEveryLevelItsBinsWhereSlidingWindowsDoNot()
    {
        Dictionary<int, int[]> failing =
            new() { [6] = [8, 9, 10, 11, 15, 16, 17, 22, 23, 29], [4] = [6, 7, 11], [3] = [5], [2] = [], [1] = [] };
        foreach ((int level, int[] sizes) in failing)
        {
            int[] sliding =
                [.. Enumerable.Range(level, 61 - level).Where(size => (size - (size + level - 1) / level) / (size / level) + 1 != level)];
            CollectionAssert.AreEqual(sizes, sliding, $"level {level}");
            foreach (int size in Enumerable.Range(1, 60))
            {
                using Tensor maps = zeros(1, 1, size, size);
                using Tensor pooled = new SpatialPyramid(level).Pool(maps);
                Assert.AreEqual(level * level, pooled.shape[1]);
                Assert.AreEqual((0, size), (SpatialPyramid.Bin(0, level, size).Start, SpatialPyramid.Bin(level - 1, level, size).End));
            }
        }
    }

    [TestMethod]
    public void CountsBinsAndDimensions()
    {
        Assert.AreEqual(50, SpatialPyramid.Default.Bins);
        Assert.AreEqual(12_800, SpatialPyramid.Default.Dimension(256));
        Assert.ThrowsExactly<OverflowException>(() => new SpatialPyramid(64).Dimension(int.MaxValue / 4));
    }

    [TestMethod]
    public void BadLevelsAreRefused()
    {
        Assert.AreEqual(
            "A spatial pyramid needs at least one level, such as 6, 3, 2, 1. (Parameter 'levels')",
            Assert.ThrowsExactly<ArgumentException>(() => new SpatialPyramid()).Message);
        Assert.AreEqual(
            "A pyramid level is a number of bins per side from 1 to 64, not 0. (Parameter 'levels')",
            Assert.ThrowsExactly<ArgumentException>(() => new SpatialPyramid(3, 0)).Message);
        Assert.AreEqual(
            "A pyramid level is a number of bins per side from 1 to 64, not 65. (Parameter 'levels')",
            Assert.ThrowsExactly<ArgumentException>(() => new SpatialPyramid(65)).Message);
    }

    [TestMethod]
    public void BadMapsAndWindowsAreRefused()
    {
        var pyramid = new SpatialPyramid(2);
        using Tensor flat = zeros(3, 4, 4), none = zeros(1, 3, 0, 4), maps = zeros(2, 3, 4, 5);
        Assert.AreEqual(
            "Expected feature maps of shape [N, C, H, W] with at least one cell, got [3, 4, 4]. (Parameter 'maps')",
            Assert.ThrowsExactly<ArgumentException>(() => pyramid.Pool(flat)).Message);
        Assert.AreEqual(
            "Expected feature maps of shape [N, C, H, W] with at least one cell, got [1, 3, 0, 4]. (Parameter 'maps')",
            Assert.ThrowsExactly<ArgumentException>(() => pyramid.Pool(none)).Message);
        Assert.AreEqual(
            "MapWindow { Image = 0, Left = 0, Top = 0, Right = 6, Bottom = 4 } is no window of at least one cell in 2 maps of 5×4 cells. "
                + "(Parameter 'window')",
            Assert.ThrowsExactly<ArgumentException>(() => pyramid.Pool(maps, [new MapWindow(0, 0, 0, 6, 4)])).Message);
        foreach (MapWindow bad in new MapWindow[] { new(2, 0, 0, 1, 1), new(-1, 0, 0, 1, 1), new(0, -1, 0, 1, 1), new(0, 0, -1, 1, 1),
            new(0, 0, 0, 1, 5), new(0, 2, 0, 2, 1), new(0, 0, 3, 1, 2) })
            Assert.ThrowsExactly<ArgumentException>(() => pyramid.Pool(maps, [bad]));
        using Tensor empty = pyramid.Pool(maps, []);
        CollectionAssert.AreEqual(new long[] { 0, 12 }, empty.shape);
    }

    [TestMethod]
    public void LeavesNoTensorsBehind()
    {
        using Tensor maps = zeros(1, 3, 9, 9);
        long before = LiveMemory.Tensors();
        SpatialPyramid.Default.Pool(maps).Dispose();
        SpatialPyramid.Default.Pool(maps, [new(0, 0, 0, 3, 3), new(0, 1, 1, 9, 9)]).Dispose();
        Assert.Throws<ArgumentException>(() => SpatialPyramid.Default.Pool(maps, [new(0, 0, 0, 3, 3), new(0, 1, 1, 10, 9)]));
        Assert.AreEqual(before, LiveMemory.Tensors());
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-1000, 1000))];

    private static MapWindow Window(Random random, int width, int height)
    {
        (int left, int top) = (random.Next(width), random.Next(height));
        return new(random.Next(2), left, top, random.Next(left + 1, width + 1), random.Next(top + 1, height + 1));
    }

    private static float[] Crop(float[] values, int width, int height, MapWindow window) =>
        [.. from channel in Enumerable.Range(0, 2)
            from y in Enumerable.Range(window.Top, window.Bottom - window.Top)
            from x in Enumerable.Range(window.Left, window.Right - window.Left)
            select values[((window.Image * 2 + channel) * height + y) * width + x]];

    /// <summary>⌊(i − 1)·w/n⌋ … ⌈i·w/n⌉ in real numbers, one cell at a time.</summary>
    private static float[] ByHand(ReadOnlySpan<float> map, int channels, int width, int height, int[] levels)
    {
        var vector = new List<float>();
        foreach (int n in levels)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int j = 1; j <= n; j++)
                {
                    for (int i = 1; i <= n; i++)
                    {
                        float most = float.NegativeInfinity;
                        for (int y = (int)Math.Floor((j - 1m) * height / n); y < Math.Ceiling((decimal)j * height / n); y++)
                        {
                            for (int x = (int)Math.Floor((i - 1m) * width / n); x < Math.Ceiling((decimal)i * width / n); x++)
                                most = Math.Max(most, map[(channel * height + y) * width + x]);
                        }

                        vector.Add(most);
                    }
                }
            }
        }

        return [.. vector];
    }
}
