using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Both ways to convolve against the definition of a convolution, summed in double.</summary>
[TestClass]
public unsafe class ConvolutionTests
{
    public static IEnumerable<object[]> Shapes =>
    [
        [3, 16, 7, 2, 3, 1],
        [16, 32, 1, 1, 0, 1],
        [32, 16, 1, 2, 0, 1],
        [32, 16, 3, 2, 1, 1],
        [16, 1000, 1, 1, 0, 1],
        [16, 32, 3, 1, 1, 1],
        [320, 16, 3, 1, 0, 1],
        [32, 64, 3, 1, 1, 2],
        [96, 32, 5, 1, 2, 2],
        [16, 32, 5, 2, 0, 1],
        [16, 16, 4, 1, 2, 1],
        [16, 16, 7, 2, 3, 1],
        [16, 16, 11, 4, 2, 1],
    ];

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void BothWaysAreTheConvolution(int channels, int filters, int size, int stride, int padding, int groups)
    {
        var shape = new Case(new ConvolutionShape(channels, filters, size, stride, 1, groups), padding);
        foreach ((int images, int height, int width, bool relu, bool residual) in new[]
            { (1, 11, 23, false, false), (2, 26, 13, true, true), (5, 14, 15, true, false) })
        {
            var random = new Random(1);
            float[] input = Random(random, images * height * width * shape.Channels), bias = Random(random, shape.Filters);
            float[] weights = Random(random, shape.Filters * shape.GroupChannels * shape.Size * shape.Size);
            int outHeight = Outputs(shape, height), outWidth = Outputs(shape, width);
            float[]? added = residual ? Random(random, images * outHeight * outWidth * shape.Filters) : null;
            double[] expected = Define(shape, input, images, height, width, weights, bias, added, relu);
            foreach (bool winograd in new[] { false, true })
            {
                // Tiles of six cells: parts of three to five taps and channels in eights.
                if (winograd && ((shape.Size + shape.Stride - 1) / shape.Stride < 3 || shape.GroupChannels % 8 != 0))
                    continue;
                float[] one = Convolve(shape, input, images, height, width, weights, bias, added, relu, winograd, threads: 1);
                double error = Math.Sqrt(expected.Zip(one, (e, a) => (e - a) * (e - a)).Sum() / expected.Sum(e => e * e));
                Assert.IsLessThan(3e-6, error, $"{shape}, {images}×{height}×{width}, Winograd {winograd}: relative error {error:E2}");
                CollectionAssert.AreEqual(one, Convolve(shape, input, images, height, width, weights, bias, added, relu, winograd,
                    threads: 3), "threads change nothing");
            }
        }
    }

    [TestMethod]
    public void WhatIsNoNumberStaysNone()
    {
        var shape = new Case(new ConvolutionShape(16, 16, 3, 1, 1, 1), 1);
        float[] input = new float[8 * 8 * 16];
        input[5] = float.NaN;
        foreach (bool winograd in new[] { false, true })
            Assert.IsTrue(float.IsNaN(Convolve(shape, input, 1, 8, 8, new float[16 * 16 * 9], new float[16], null, true, winograd, 1)[0]),
                $"Winograd {winograd}");
    }

    private static float[] Convolve(
        Case shape, float[] input, int images, int height, int width, float[] weights, float[] bias, float[]? added, bool relu,
        bool winograd, int threads)
    {
        int outHeight = Outputs(shape, height), outWidth = Outputs(shape, width);
        var memory = new MemoryPlan();
        var cut = new WinogradShape(shape.Shape);
        int after = winograd ? Math.Max(cut.MarginAfter(height, outHeight, shape.Padding), cut.MarginAfter(width, outWidth, shape.Padding))
            : Math.Max(shape.MarginAfter(height, outHeight), shape.MarginAfter(width, outWidth));
        MapLayout source = Layout(memory, images, height, width, shape.Channels, shape.Channels, new MapMargin(shape.Padding, after));
        int stride = shape.Panels * TileKernel.Filters;
        MapLayout target = Layout(memory, images, outHeight, outWidth, stride, stride, new MapMargin(1, 2));
        MapLayout? residual = added is null ? null : Layout(memory, images, outHeight, outWidth, stride, stride, new MapMargin(0, 1));
        using var packed = new PackedFilters(shape.Shape, weights, bias);
        using WinogradFilters? transformed = winograd ? new WinogradFilters(cut, weights, bias) : null;
        float[] result = new float[images * outHeight * outWidth * shape.Filters], wide = Widen(added, shape.Filters, stride);
        fixed (float* from = input, to = result, plus = wide)
        {
            List<Phase> phases = [Copy(from, source)];
            if (residual is not null)
                phases.Add(Copy(plus, residual));
            if (transformed is null)
            {
                phases.Add(new DirectConvolution(packed, source, shape.Padding, target, residual, relu
                    ? Activation.Relu
                    : Activation.None, threads));
            }
            else
            {
                int tiles = images * cut.Tiles(outHeight) * cut.Tiles(outWidth);
                var batch = new WinogradBatch(cut, outHeight, outWidth, 0, tiles,
                    memory.Take(WinogradShape.Products * WinogradBatch.ProductStrideFor(cut.Depth * shape.Groups, tiles)));
                phases.Add(new WinogradTransform(batch, source, shape.Padding, threads));
                phases.Add(new WinogradMultiply(transformed, batch, target, residual, relu ? Activation.Relu : Activation.None, threads));
            }

            long scratch = phases.Max(phase => phase.Scratch);
            using var floats = new NativeFloats(memory.Length + threads * scratch);
            // Whatever memory held before must not matter.
            new Span<float>(floats.Pointer, (int)floats.Length).Fill(float.NaN);
            phases.Add(new CopyOut(target.View(floats.Pointer, shape.Filters), to));
            PhaseScheduler.Run(phases, threads, floats.Pointer, floats.Pointer + memory.Length, scratch);
        }

        return result;
    }

    private static CopyIn Copy(float* from, MapLayout to) =>
        new(from, ((long)to.Height * to.Width * to.Channels, 1, (long)to.Width * to.Channels, to.Channels), to);

    private static MapLayout Layout(MemoryPlan memory, int images, int height, int width, int channels, int stride, MapMargin margin)
    {
        var layout = new MapLayout(0, images, height, width, channels, stride, 0, margin);
        return layout with { Start = memory.Take(layout.Length) };
    }

    private static float[] Widen(float[]? cells, int channels, int stride) =>
        cells is null ? [] : [.. cells.Chunk(channels).SelectMany(cell => cell.Concat(new float[stride - channels]))];

    private static double[] Define(
        Case shape, float[] input, int images, int height, int width, float[] weights, float[] bias, float[]? added, bool relu)
    {
        int outHeight = Outputs(shape, height), outWidth = Outputs(shape, width), perGroup = shape.Filters / shape.Groups;
        var result = new double[images * outHeight * outWidth * shape.Filters];
        Parallel.For(0, result.Length, index =>
        {
            (int cell, int filter) = Math.DivRem(index, shape.Filters);
            (int row, int column) = Math.DivRem(cell, outWidth);
            (int image, row) = Math.DivRem(row, outHeight);
            double sum = bias[filter] + (added?[index] ?? 0);
            for (int y = 0; y < shape.Size; y++)
            {
                for (int x = 0; x < shape.Size; x++)
                {
                    int inY = row * shape.Stride + y - shape.Padding, inX = column * shape.Stride + x - shape.Padding;
                    if (inY < 0 || inY >= height || inX < 0 || inX >= width)
                        continue;
                    for (int channel = 0; channel < shape.GroupChannels; channel++)
                    {
                        sum += (double)weights[((filter * shape.GroupChannels + channel) * shape.Size + y) * shape.Size + x]
                            * input[((image * height + inY) * width + inX) * shape.Channels + filter / perGroup * shape.GroupChannels
                                + channel];
                    }
                }
            }

            result[index] = relu ? Math.Max(0, sum) : sum;
        });
        return result;
    }

    private static int Outputs(Case shape, int inputs) => (inputs + 2 * shape.Padding - shape.Size) / shape.Stride + 1;

    private static float[] Random(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];

    /// <summary>A convolution that is the same on both sides.</summary>
    private sealed record Case(ConvolutionShape Shape, int Padding)
    {
        internal int Channels => Shape.Channels;

        internal int Filters => Shape.Filters;

        internal int Size => Shape.Size.Height;

        internal int Stride => Shape.Stride.Height;

        internal int Groups => Shape.Groups;

        internal int GroupChannels => Shape.GroupChannels;

        internal int Panels => Shape.Panels;

        internal int MarginAfter(int inputs, int outputs) => Math.Max(0, (outputs - 1) * Stride + Size - Padding - inputs);
    }
}
