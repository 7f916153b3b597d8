using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class CalibrationTests
{
    private static readonly LinearSvcOptions s_tight = new() { Tolerance = 1e-8, MaximumIterations = 1_000_000 };

    [TestMethod]
    public void TwoScoresGiveTheSigmoidWorkedByHand()
    {
        // One example on each side: targets 2/3 and 1/3, met exactly by slope −ln 2 at scores ±1.
        PlattSigmoid sigmoid = PlattSigmoid.Fit([(1, true, 1), (-1, false, 1)]);
        Assert.AreEqual(-Math.Log(2), sigmoid.Slope, 1e-7);
        Assert.AreEqual(0, sigmoid.Offset, 1e-7);
        Assert.AreEqual(2.0 / 3, sigmoid.Probability(1), 1e-7);
        // A weight of three counts as three examples: target 4/5 at score 1, met with 1/3 at score −1.
        PlattSigmoid weighted = PlattSigmoid.Fit([(1, true, 3), (-1, false, 1)]);
        Assert.AreEqual(0.8, weighted.Probability(1), 1e-7);
        Assert.AreEqual(1.0 / 3, weighted.Probability(-1), 1e-7);
    }

    [TestMethod]
    public void SigmoidsAreScikitLearns()
    {
        SigmoidCase[] cases = CalibrationFixture.Read().Sigmoids;
        Assert.HasCount(6, cases);
        foreach (SigmoidCase c in cases)
        {
            PlattSigmoid sigmoid = PlattSigmoid.Fit([.. c.Scores.Select((score, i) => (score, c.Positive[i], c.Weights[i]))]);
            Assert.AreEqual(c.Slope, sigmoid.Slope, 1e-4 * Math.Abs(c.Slope), $"{c.Slope}");
            Assert.AreEqual(c.Offset, sigmoid.Offset, 2e-4, $"{c.Slope}");
        }
    }

    [TestMethod]
    [DataRow(1e-30f)]
    [DataRow(1e30f)]
    public void ScoresOfAnySizeHaveTheSameProbabilities(float size)
    {
        SigmoidCase c = CalibrationFixture.Read().Sigmoids[1];
        PlattSigmoid plain = PlattSigmoid.Fit([.. c.Scores.Select((score, i) => (score, c.Positive[i], 1f))]);
        PlattSigmoid scaled = PlattSigmoid.Fit([.. c.Scores.Select((score, i) => (score * size, c.Positive[i], 1f))]);
        foreach (float score in c.Scores)
            Assert.AreEqual(plain.Probability(score), scaled.Probability(score * size), 1e-5);
    }

    [TestMethod]
    public void ProbabilitiesOfTwoClassesAreThoseOfScikitLearnsCalibratedClassifierCV()
    {
        LiblinearFixture data = LiblinearFixture.Read("binary");
        TwoClassCase expected = CalibrationFixture.Read().TwoClasses;
        FeatureMatrix test = LiblinearFixture.Matrix(data.TestX, data.Columns);
        var solver = new LinearSvcSolver(data.Train());
        LinearSvcSolution Solve(int[] labels) => solver.SolveBinary(OneVersusRest.Signs(labels, 1), s_tight);
        PlattSigmoid sigmoid = HeldOutScores.Of(data.Train(), data.Y, [], expected.Folds, 1, Solve).Sigmoid();
        LinearSvcSolution solution = Solve(data.Y);
        float[] score = new float[1];
        for (int row = 0; row < test.Rows; row++)
        {
            solution.Scores(test[row], score);
            Assert.AreEqual(expected.Probabilities[row], sigmoid.Probability(score[0]), 1e-4, $"{row}");
        }
    }

    [TestMethod]
    public void ScoresThatSayNothingLeaveHowOftenTheClassOccurs()
    {
        PlattSigmoid sigmoid = Binary([0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0], [0, 1, 0, 1, 0, 1]);
        Assert.AreEqual(0, sigmoid.Slope);
        // Targets 5/6 of four positives and 1/4 of two negatives: 23/36 in the mean.
        Assert.AreEqual(23.0 / 36, sigmoid.Probability(1), 1e-9);
        Assert.AreEqual(
            "Probabilities need at least two rows of a class, one to train on and one to hold out: train without calibration, or add rows.",
            Assert.Throws<InvalidOperationException>(() => Binary([1, -1], [0, 1], [0, 0])).Message);
    }

    private static PlattSigmoid Binary(float[] values, int[] labels, int[] folds)
    {
        FeatureMatrix features = LiblinearFixture.Matrix(values, 1);
        var solver = new LinearSvcSolver(features);
        return HeldOutScores.Of(
            features, labels, [], folds, 1, some => solver.SolveBinary(OneVersusRest.Signs(some, 1), new() { Bias = 0 })).Sigmoid();
    }
}
