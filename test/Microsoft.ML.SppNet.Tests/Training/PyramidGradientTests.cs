using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class PyramidGradientTests
{
    /// <summary>Sizes at which the window and stride of section 2.3 do not give the pyramid's bins are among them: 8, 10, 11, 17.</summary>
    [TestMethod]
    [DataRow(5, 7)]
    [DataRow(8, 11)]
    [DataRow(10, 10)]
    [DataRow(13, 17)]
    [DataRow(1, 1)]
    public void GradientsThroughThePyramidAreFiniteDifferences(int height, int width)
    {
        using var scope = NewDisposeScope();
        var pyramid = new SpatialPyramid(6, 3, 2, 1);
        int count = 2 * height * width;
        // A step smaller than the distance between any two cells changes no maximum.
        float[] cells = [.. Enumerable.Range(0, count).Select(index => (float)((index * 7919L + 13) % count))];
        Tensor maps = tensor(cells).reshape(1, 2, height, width).requires_grad_();
        Tensor weights = tensor(CounterRandom.Fill("weights", pyramid.Dimension(2), 1));
        pyramid.Pool(maps).mul(weights).sum().backward();
        float[] gradient = [.. maps.grad!.data<float>()];

        for (int index = 0; index < count; index++)
        {
            double above = Loss(cells, index, 0.25f), below = Loss(cells, index, -0.25f);
            Assert.AreEqual((above - below) / 0.5, gradient[index], 2e-2, $"cell {index}");
        }

        double Loss(float[] at, int changed, float by)
        {
            using var inner = NewDisposeScope();
            float[] moved = [.. at];
            moved[changed] += by;
            return pyramid.Pool(tensor(moved).reshape(1, 2, height, width)).to(ScalarType.Float64).mul(
                weights.to(ScalarType.Float64)).sum().item<double>();
        }
    }
}
