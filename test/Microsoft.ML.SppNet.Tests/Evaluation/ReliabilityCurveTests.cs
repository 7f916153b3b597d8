using System.Text.Json;
using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ReliabilityCurveTests
{
    [TestMethod]
    public void TheErrorIsThatWorkedByHand()
    {
        // Two bins: 0.25 and 0.5 (on the border: the lower bin), one right, mean 0.375 against 0.5; 0.75 and 1, both right, mean 0.875
        // against 1.
        ReliabilityCurve curve = ReliabilityCurve.From([0.25f, 0.5f, 0.75f, 1], [false, true, true, true], bins: 2);
        Assert.AreEqual(new ReliabilityBin(0, 0.5, 2, 0.375, 0.5), curve.Bins[0]);
        Assert.AreEqual(new ReliabilityBin(0.5, 1, 2, 0.875, 1), curve.Bins[1]);
        Assert.AreEqual(0.5 * 0.125 + 0.5 * 0.125, curve.ExpectedCalibrationError, 1e-12);
    }

    [TestMethod]
    public void ZeroIsInTheFirstBinAndEmptyBinsDoNotCount()
    {
        ReliabilityCurve curve = ReliabilityCurve.From([0, 1], [false, true]);
        Assert.HasCount(15, curve.Bins);
        Assert.AreEqual(1, curve.Bins[0].Count);
        Assert.AreEqual(1, curve.Bins[14].Count);
        Assert.IsTrue(double.IsNaN(curve.Bins[7].Accuracy));
        Assert.AreEqual(0, curve.ExpectedCalibrationError);
        Assert.IsTrue(double.IsNaN(ReliabilityCurve.From([], []).ExpectedCalibrationError));
    }

    [TestMethod]
    public void TheErrorIsThatOfScikitLearnsBins()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Evaluation", "reliability.json");
        Case[] cases = JsonSerializer.Deserialize<Case[]>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
        Assert.HasCount(3, cases);
        foreach (Case c in cases)
        {
            double error = ReliabilityCurve.From(c.Confidences, c.Correct, c.Bins).ExpectedCalibrationError;
            Assert.AreEqual(c.Error, error, 1e-6);
        }
    }

    [TestMethod]
    public void BadInputIsRefusedInWords()
    {
        AssertMessage("There are 1 confidences for 2 answers. (Parameter 'confidences')", () => ReliabilityCurve.From([1], [true, true]));
        AssertMessage("Confidence 1 is 1.5: a probability is from 0 to 1. (Parameter 'confidences')", () => ReliabilityCurve.From(
            [0, 1.5f], [true, true]));
        AssertMessage("Confidence 0 is NaN: a probability is from 0 to 1. (Parameter 'confidences')", () => ReliabilityCurve.From(
            [float.NaN], [true]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReliabilityCurve.From([1], [true], bins: 0));
    }

    private static void AssertMessage(string expected, Func<object> action) =>
        Assert.AreEqual(expected, Assert.Throws<ArgumentException>(action).Message);

    private sealed record Case(float[] Confidences, bool[] Correct, int Bins, double Error);
}
