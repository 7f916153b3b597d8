using System.Globalization;
using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class Utf8FloatTests
{
    [TestMethod]
    public void AgreesWithTheFrameworkToTheBit()
    {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsFinite(value))
                continue;
            Same(value.ToString(CultureInfo.InvariantCulture));
            Same((random.NextSingle() - 0.5f).ToString("G9", CultureInfo.InvariantCulture));
            Same((random.NextDouble() * Math.Pow(10, random.Next(-6, 9))).ToString("F" + random.Next(0, 14), CultureInfo.InvariantCulture));
        }
    }

    [TestMethod]
    [DataRow("16777217")]
    [DataRow("16777219.0")]
    [DataRow("0.5000000298023224")]
    [DataRow("1.00000005960464")]
    [DataRow("1.000000059604645")]
    [DataRow("9007199254740993")]
    [DataRow("999999999999999")]
    [DataRow("-0")]
    [DataRow("-0.000")]
    [DataRow(".5")]
    [DataRow("5.")]
    [DataRow("0.000000000000001")]
    [DataRow("0.0000000000000001")]
    [DataRow("00000000000000000000001.5")]
    [DataRow("1e-45")]
    [DataRow("+2.5E+3")]
    public void HardCasesAreRoundedOnce(string text) => Same(text);

    [TestMethod]
    [DataRow("")]
    [DataRow("-")]
    [DataRow(".")]
    [DataRow("x")]
    [DataRow("-.")]
    public void WhatIsNoNumberIsRefused(string text) =>
        Assert.IsFalse(Utf8Float.TryParse(Encoding.ASCII.GetBytes(text), out _, out _));

    [TestMethod]
    public void StopsWhereTheNumberEnds()
    {
        Assert.IsTrue(Utf8Float.TryParse("1.5.2"u8, out float value, out int length));
        Assert.AreEqual((1.5f, 3), (value, length));
    }

    private static void Same(string text)
    {
        Assert.IsTrue(Utf8Float.TryParse(Encoding.ASCII.GetBytes(text), out float value, out int length), text);
        float expected = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(value) || length != text.Length)
            Assert.Fail($"{text}: expected {expected:G9} and length {text.Length}, found {value:G9} and {length}");
    }
}
