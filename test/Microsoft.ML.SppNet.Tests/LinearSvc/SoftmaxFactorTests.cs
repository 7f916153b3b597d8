using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SoftmaxFactorTests
{
    [TestMethod]
    public void FactorsAreThoseThatSciPyFinds()
    {
        SoftmaxCase[] cases = CalibrationFixture.Read().Softmaxes;
        Assert.HasCount(5, cases);
        foreach (SoftmaxCase c in cases)
        {
            SoftmaxFactor factor = SoftmaxFactor.Fit(c.Examples());
            Assert.AreEqual(c.Factor, factor.Value, 1e-6 * c.Factor);
            Assert.IsTrue(factor.Informative);
        }
    }

    [TestMethod]
    public void OneRightRowGivesTheFactorWorkedByHand()
    {
        // Targets 3/4 and 1/4 (half of one row in two is spread over both), met by a difference of t · 2 = ln 3.
        Assert.AreEqual(Math.Log(3) / 2, SoftmaxFactor.Fit([new([1, -1], 0, 1)]).Value, 1e-9);
        // A weight of three counts as three rows: 7/8 and 1/8.
        Assert.AreEqual(Math.Log(7) / 2, SoftmaxFactor.Fit([new([1, -1], 0, 3)]).Value, 1e-9);
    }

    [TestMethod]
    [DataRow(1e-36f)]
    [DataRow(1e30f)]
    public void ScoresOfAnySizeHaveTheSameProbabilities(float size)
    {
        SoftmaxCase c = CalibrationFixture.Read().Softmaxes[0];
        double expected = SoftmaxFactor.Fit(c.Examples()).Value, actual = SoftmaxFactor.Fit(c.Examples(size)).Value * size;
        Assert.AreEqual(expected, actual, 1e-4 * expected);
    }

    [TestMethod]
    public void WhereEveryRowIsRightByFarAnAnswerIsAsSureAsTheRowsCanShow()
    {
        SoftmaxExample[] rows = [.. Enumerable.Range(0, 20).Select(i => new SoftmaxExample(i % 2 == 0 ? [1, -1] : [-1, 1], i % 2, 1))];
        double factor = SoftmaxFactor.Fit(rows).Value;
        Assert.AreEqual(1 - 1.0 / 21 / 2, 1 / (1 + Math.Exp(-2 * factor)), 1e-9);
    }

    [TestMethod]
    public void ScoresThatRankClassesNoBetterThanChanceKeepTheirRankingAndAreNearlyEven()
    {
        SoftmaxFactor wrong = SoftmaxFactor.Fit([new([4, -4, 0], 1, 1), new([-4, 4, 0], 0, 1)]);
        Assert.AreEqual(new SoftmaxFactor(1e-3 / 4, false), wrong);
        Assert.AreEqual(new SoftmaxFactor(1e-3, false), SoftmaxFactor.Fit([new([0, 0], 1, 1)]));
    }

    [TestMethod]
    public void ProbabilitiesOfAModelAreThoseOfScikitLearnsScoresWithSciPysFactor()
    {
        LiblinearFixture data = LiblinearFixture.Read("multiclass");
        SeveralClassCase expected = CalibrationFixture.Read().SeveralClasses;
        FeatureMatrix test = LiblinearFixture.Matrix(data.TestX, data.Columns);
        var options = new LinearSvcOptions { Tolerance = 1e-8, MaximumIterations = 1_000_000 };
        var solver = new LinearSvcSolver(data.Train());
        LinearSvcSolution Solve(int[] labels) => solver.SolveOneVersusRest(labels, data.Classes, options);
        SoftmaxFactor factor = HeldOutScores.Of(data.Train(), data.Y, [], expected.Folds, data.Classes, Solve).Factor();
        Assert.AreEqual(expected.Factor, factor.Value, 1e-4 * expected.Factor);
        LinearSvcSolution solution = Solve(data.Y);
        float[] scores = new float[data.Classes];
        for (int row = 0; row < test.Rows; row++)
        {
            solution.Scores(test[row], scores);
            double sum = scores.Sum(score => Math.Exp(factor.Value * score));
            for (int k = 0; k < data.Classes; k++)
                Assert.AreEqual(expected.Probabilities[row][k], Math.Exp(factor.Value * scores[k]) / sum, 1e-4, $"{row} {k}");
        }
    }

    [TestMethod]
    public void TheOnlyRowOfAClassSaysNothingAndItsClassDoesNotCountWhereItWasHeldOut()
    {
        FeatureMatrix features = LiblinearFixture.Matrix([3, 4, 5, -3, -4, -5, 0.1f], 1);
        int[] labels = [0, 0, 0, 1, 1, 1, 2], folds = [0, 1, 2, 0, 1, 2, 0];
        var solver = new LinearSvcSolver(features);
        HeldOutScores held = HeldOutScores.Of(features, labels, [], folds, 3, some => solver.SolveOneVersusRest(some, 3));
        // What the models of the three folds, the first of which has no third class, make of the six rows.
        var examples = new List<SoftmaxExample>();
        for (int row = 0; row < 6; row++)
        {
            float[] scores = new float[3];
            solver.SolveOneVersusRest([.. labels.Select((label, i) => folds[i] == folds[row] ? -1 : label)], 3).Scores(
                features[row], scores);
            examples.Add(new SoftmaxExample(folds[row] == 0 ? scores[..2] : scores, labels[row], 1));
        }

        Assert.AreEqual(SoftmaxFactor.Fit([.. examples]), held.Factor());
    }
}
