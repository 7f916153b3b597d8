using System.Text.Json;
using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class AveragePrecisionTests
{
    // Ranking + − + ∘ − + with 3 positives, ∘ ignored: precision 1, 1/2, 2/3, 2/4, 3/5 at recall 1/3, 1/3, 2/3, 2/3, 1.
    private static readonly float[] s_scores = [0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f];
    private static readonly sbyte[] s_labels = [1, -1, 1, 0, -1, 1];

    [TestMethod]
    public void ElevenPointTakesTheBestPrecisionAtEachRecallOrBeyond()
    {
        // Levels 0…0.3 see 1, 0.4…0.6 see 2/3, 0.7…1 see 3/5.
        double expected = (4 * 1 + 3 * (2.0 / 3) + 4 * 0.6) / 11;
        Assert.AreEqual(expected, AveragePrecision.ElevenPoint(s_scores, s_labels), 1e-12);
    }

    [TestMethod]
    public void AreaLiesUnderTheMonotoneEnvelope() =>
        Assert.AreEqual((1 + 2.0 / 3 + 0.6) / 3, AveragePrecision.Area(s_scores, s_labels), 1e-12);

    [TestMethod]
    public void TheEnvelopeLiftsALowPrecisionToTheHighestBeyondIt()
    {
        // − + +: precision 0, 1/2, 2/3; both positives count with 2/3.
        Assert.AreEqual(2.0 / 3, AveragePrecision.Area([3, 2, 1], [-1, 1, 1]), 1e-12);
        Assert.AreEqual(2.0 / 3, AveragePrecision.ElevenPoint([3, 2, 1], [-1, 1, 1]), 1e-12);
    }

    [TestMethod]
    public void EqualScoresKeepTheOrderInWhichTheyAreGiven()
    {
        Assert.AreEqual(1, AveragePrecision.Area([1, 1, 1], [1, -1, -1]), 1e-12);
        Assert.AreEqual(0.5, AveragePrecision.Area([1, 1, 1], [-1, 1, -1]), 1e-12);
        // Ties in the middle: 2 first, then the three of score 1 as given (− + +), then 0: precision 1, 1/2, 2/3, 3/4, 3/5.
        Assert.AreEqual((1 + 0.75 + 0.75) / 3, AveragePrecision.Area([1, 0, 1, 2, 1], [-1, -1, 1, 1, 1]), 1e-12);
    }

    [TestMethod]
    public void IgnoredImagesChangeNothingWhereverTheyStand()
    {
        float[] scores = [.. s_scores, 5, -5, 0.7f];
        sbyte[] labels = [.. s_labels, 0, 0, 0];
        Assert.AreEqual(AveragePrecision.Area(s_scores, s_labels), AveragePrecision.Area(scores, labels));
        Assert.AreEqual(AveragePrecision.ElevenPoint(s_scores, s_labels), AveragePrecision.ElevenPoint(scores, labels));
    }

    [TestMethod]
    public void ImagesWithoutAScoreComeLastAndStillCount()
    {
        // + then two unscored, − + in this order: precision 1, 1/2, 2/3.
        float none = float.NegativeInfinity;
        Assert.AreEqual((1 + 2.0 / 3) / 2, AveragePrecision.Area([none, 1, none], [-1, 1, 1]), 1e-12);
        Assert.AreEqual((6 * 1 + 5 * (2.0 / 3)) / 11, AveragePrecision.ElevenPoint([none, 1, none], [-1, 1, 1]), 1e-12);
    }

    [TestMethod]
    public void RecallOfExactlyALevelReachesIt()
    {
        // Ten positives, three found first, then ten false answers: 3 / 10 reaches level 0.3.
        bool[] hits = [true, true, true, .. Enumerable.Repeat(false, 10)];
        Assert.AreEqual(4.0 / 11, AveragePrecision.ElevenPoint(PrecisionRecallCurve.FromHits(hits, 10)), 1e-12);
    }

    [TestMethod]
    public void DetectionsUseTheSameCurveWithPositivesNeverFound()
    {
        // Of four objects two are found, at ranks 1 and 3.
        PrecisionRecallCurve curve = PrecisionRecallCurve.FromHits([true, false, true], 4);
        Assert.IsTrue(curve.Recall.SequenceEqual([0.25, 0.25, 0.5]));
        Assert.IsTrue(curve.Precision.SequenceEqual([1, 0.5, 2.0 / 3]));
        Assert.AreEqual((1 + 2.0 / 3) / 4, AveragePrecision.Area(curve), 1e-12);
        Assert.AreEqual((3 * 1 + 3 * (2.0 / 3)) / 11, AveragePrecision.ElevenPoint(curve), 1e-12);
    }

    [TestMethod]
    public void PerfectWorstAndEmptyRankings()
    {
        Assert.AreEqual(1, AveragePrecision.ElevenPoint([2, 1], [1, -1]));
        Assert.AreEqual(1, AveragePrecision.Area([2, 1], [1, -1]));
        Assert.AreEqual(0, AveragePrecision.Area(PrecisionRecallCurve.FromHits([], 3)));
        Assert.AreEqual(0, AveragePrecision.ElevenPoint(PrecisionRecallCurve.FromHits([], 3)));
    }

    [TestMethod]
    public void WithoutPositivesItIsNotANumber()
    {
        Assert.IsTrue(double.IsNaN(AveragePrecision.ElevenPoint([1, 2], [-1, 0])));
        Assert.IsTrue(double.IsNaN(AveragePrecision.Area([1, 2], [-1, 0])));
    }

    [TestMethod]
    public void AreaEqualsScikitLearnsCurveUnderTheEnvelope()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Evaluation", "average-precision.json");
        Case[] cases = JsonSerializer.Deserialize<Case[]>(File.ReadAllText(path), JsonSerializerOptions.Web)!;
        Assert.HasCount(6, cases);
        foreach (Case c in cases)
            Assert.AreEqual(c.Area, AveragePrecision.Area(c.Scores, c.Labels), 1e-12);
    }

    [TestMethod]
    public void BadInputIsRefusedInWords()
    {
        AssertMessage("There are 2 scores for 1 labels. (Parameter 'scores')", () => AveragePrecision.Area([1, 2], [1]));
        AssertMessage(
            "Score 1 is NaN: it has no place in a ranking. An image without a score has negative infinity. (Parameter 'scores')",
            () => AveragePrecision.Area([1, float.NaN], [1, -1]));
        AssertMessage("Label 0 is 2: labels are 1, -1 or 0. (Parameter 'labels')", () => AveragePrecision.Area([1], [2]));
        AssertMessage(
            "2 answers are counted as correct, but there are only 1 positives. (Parameter 'positives')",
            () => PrecisionRecallCurve.FromHits([true, true], 1));
    }

    private static void AssertMessage(string expected, Action action) =>
        Assert.AreEqual(expected, Assert.Throws<ArgumentException>(action).Message);

    private sealed record Case(float[] Scores, sbyte[] Labels, double Area);
}
