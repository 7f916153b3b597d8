using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public unsafe class FullyConnectedTests
{
    /// <summary>Lengths about a vector's eight and a stretch's 1,024; rows and outputs about the tile of 3 × 4 and the tasks of 192 and
    /// 32.</summary>
    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(2, 7, 3)]
    [DataRow(3, 8, 4)]
    [DataRow(4, 1023, 5)]
    [DataRow(5, 1025, 33)]
    [DataRow(195, 2049, 37)]
    public void IsTheProductInDoublePrecisionAndTheSameBitsForEveryBatchAndNumberOfThreads(int rows, int length, int width)
    {
        if (!TileKernel.IsSupported)
            Assert.Inconclusive("skipped: this processor has no AVX2");
        float[] inputs = CounterRandom.Fill("inputs", (long)rows * length, 1);
        float[] weights = CounterRandom.Fill("weights", (long)width * length, 1), bias = CounterRandom.Fill("bias", width, 1);
        foreach (bool relu in new[] { false, true })
        {
            float[] whole = Run(inputs, rows, weights, bias, relu, threads: 1);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> x = inputs.AsSpan(row * length, length);
                for (int output = 0; output < width; output++)
                {
                    (double sum, double size) = (bias[output], Math.Abs(bias[output]));
                    for (int i = 0; i < length; i++)
                    {
                        double product = (double)x[i] * weights[output * length + i];
                        sum += product;
                        size += Math.Abs(product);
                    }

                    Assert.AreEqual(relu ? Math.Max(sum, 0) : sum, whole[row * width + output], size * 1e-6, $"row {row}, output {output}");
                }

                float[] alone = Run(x.ToArray(), 1, weights, bias, relu, threads: 1);
                CollectionAssert.AreEqual(whole[(row * width)..((row + 1) * width)], alone, $"row {row}");
            }

            CollectionAssert.AreEqual(whole, Run(inputs, rows, weights, bias, relu, threads: 3));
        }
    }

    private static float[] Run(float[] inputs, int rows, float[] weights, float[] bias, bool relu, int threads)
    {
        int width = bias.Length;
        using NativeTensor w = Native(weights, width, weights.Length / width), b = Native(bias, width);
        using NativeTensor x = Native(inputs, rows, inputs.Length / rows), y = new(rows, width);
        PhaseScheduler.Run([new FullyConnected(x.Pointer, rows, w, b, y.Pointer, relu)], threads);
        return y.Floats().ToArray();
    }

    private static NativeTensor Native(float[] values, params long[] shape)
    {
        var tensor = new NativeTensor(shape);
        values.CopyTo(tensor.Floats());
        return tensor;
    }
}
