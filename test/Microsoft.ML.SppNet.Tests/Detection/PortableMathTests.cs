using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class PortableMathTests
{
    [TestMethod]
    public void FunctionsAreThoseOfTheRuntimeButForRounding()
    {
        for (int i = -700; i <= 700; i++)
        {
            (double sine, double cosine) = PortableMath.SineAndCosine(i / 100.0);
            Assert.AreEqual(Math.Sin(i / 100.0), sine, 1e-15);
            Assert.AreEqual(Math.Cos(i / 100.0), cosine, 1e-15);
        }

        for (int y = -20; y <= 20; y++)
        {
            for (int x = -20; x <= 20; x++)
            {
                double expected = Math.Atan2(y, x) is var angle && angle < 0 ? angle + Math.PI : angle;
                Assert.AreEqual(y == 0 ? 0 : expected, PortableMath.LineAngle(x, y), 1e-15, $"{x} {y}");
            }
        }
    }

    [TestMethod]
    [DataRow(3, 0, 1)]
    [DataRow(3, 1, 3)]
    [DataRow(4, 1.5, 8)]
    [DataRow(4, 0.5, 2)]
    [DataRow(2, 3, 8)]
    [DataRow(2, 0.25, 1.189207115002721)]
    public void PowersArePowers(double value, double exponent, double expected) =>
        Assert.AreEqual(expected, PortableMath.Power(value, exponent), 1e-15);
}
