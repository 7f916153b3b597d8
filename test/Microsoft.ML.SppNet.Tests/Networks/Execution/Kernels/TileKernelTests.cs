using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public unsafe class TileKernelTests
{
    /// <summary>The kernel for wide vectors runs here by halves where the processor has none: slow, but it computes the same.</summary>
    [TestMethod]
    [DataRow(false, false, false)]
    [DataRow(true, false, true)]
    [DataRow(true, true, false)]
    public void AllTilesGiveTheSameBits(bool starts, bool relu, bool adds)
    {
        const int rows = WideTileKernel.Rows, depth = 37;
        Bounds bounds = relu ? new Bounds(0, 6) : Bounds.None;
        var random = new Random(3);
        float[] input = Random(random, rows * 2 * depth), weights = Random(random, 2 * depth * 16), start = Random(random, 16);
        float[] before = Random(random, rows * 16), residual = Random(random, rows * 16);
        float[] wide = [.. before], six = [.. before], four = [.. before];
        Segment[] segments = [new(0, 20), new(25, depth - 20)];
        long[] inputs = [.. Enumerable.Range(0, rows).Select(row => row * 2L * depth)], outputs =
            [.. Enumerable.Range(0, rows).Select(row => (11 - row) * 16L)];
        fixed (float* from = input, w = weights, s = start, toWide = wide, toSix = six, toFour = four, plus = residual)
        fixed (long* i = inputs, o = outputs)
        fixed (Segment* segment = segments)
        {
            float* begin = starts ? s : null, added = adds ? plus : null;
            WideTileKernel.Run(from, i, segment, 2, w, toWide, o, begin, added, o, bounds, w, 1);
            for (int row = 0; row < rows; row += TileKernel.Rows)
                TileKernel.Run<SixRows>(from, i + row, segment, 2, w, toSix, o + row, begin, added, o + row, bounds, w, 1);
            for (int row = 0; row < rows; row += TileKernel.FewRows)
                TileKernel.Run<FourRows>(from, i + row, segment, 2, w, toFour, o + row, begin, added, o + row, bounds, w, 1);
        }

        CollectionAssert.AreEqual(six, wide);
        CollectionAssert.AreEqual(six, four);
        double expected = (starts ? start[2] : before[11 * 16 + 2]) + (adds ? residual[11 * 16 + 2] : 0)
            + Enumerable.Range(0, depth).Sum(k => (double)input[k < 20 ? k : k + 5] * weights[k * 16 + 2]);
        Assert.AreEqual(relu ? Math.Clamp(expected, 0, 6) : expected, six[11 * 16 + 2], 1e-5, "row 0, filter 2");
    }

    private static float[] Random(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
}
