using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class CalibrationTests
{
    [TestMethod]
    public void Two_scores_give_the_sigmoid_worked_by_hand()
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
    public void Sigmoids_are_scikit_learns()
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
    public void Scores_of_any_size_have_the_same_probabilities(float size)
    {
        SigmoidCase c = CalibrationFixture.Read().Sigmoids[1];
        PlattSigmoid plain = PlattSigmoid.Fit([.. c.Scores.Select((score, i) => (score, c.Positive[i], 1f))]);
        PlattSigmoid scaled = PlattSigmoid.Fit([.. c.Scores.Select((score, i) => (score * size, c.Positive[i], 1f))]);
        foreach (float score in c.Scores)
            Assert.AreEqual(plain.Probability(score), scaled.Probability(score * size), 1e-5);
    }

    [TestMethod]
    public void Probabilities_of_a_model_are_those_of_scikit_learns_CalibratedClassifierCV()
    {
        LiblinearFixture data = LiblinearFixture.Read("multiclass");
        CalibratedModelCase expected = CalibrationFixture.Read().Model;
        FeatureMatrix features = data.Train(), test = LiblinearFixture.Matrix(data.TestX, data.Columns);
        var options = new LinearSvcOptions { Tolerance = 1e-8, MaximumIterations = 1_000_000 };
        var solver = new LinearSvcSolver(features);
        PlattSigmoid[] sigmoids = HeldOutScores.Of(
            features, data.Y, [], expected.Folds, data.Classes, labels => solver.SolveOneVersusRest(labels, data.Classes, options)).Sigmoids();
        LinearSvcSolution solution = solver.SolveOneVersusRest(data.Y, data.Classes, options);
        float[] scores = new float[data.Classes];
        for (int row = 0; row < test.Rows; row++)
        {
            solution.Scores(test[row], scores);
            double[] probabilities = [.. scores.Select((score, k) => sigmoids[k].Probability(score))];
            double sum = probabilities.Sum();
            for (int k = 0; k < data.Classes; k++)
                Assert.AreEqual(expected.Probabilities[row][k], probabilities[k] / sum, 1e-4, $"{row} {k}");
        }
    }

    [TestMethod]
    public void A_class_of_one_row_takes_the_sigmoid_of_all_classes()
    {
        FeatureMatrix features = LiblinearFixture.Matrix([3, 4, 5, -3, -4, -5, 0.1f], 1);
        int[] labels = [0, 0, 0, 1, 1, 1, 2];
        PlattSigmoid[] sigmoids = Sigmoids(features, labels, 3, [0, 1, 2, 0, 1, 2, 0]);
        Assert.IsTrue(sigmoids.All(sigmoid => sigmoid.Slope < 0));
        Assert.AreNotEqual(sigmoids[0], sigmoids[2]);
        // Without the third class's only row nothing of it is known that the other two classes' scores do not say.
        Assert.AreEqual(
            "Probabilities need at least two rows of a class, one to train on and one to hold out: train without calibration, or add rows.",
            Assert.Throws<InvalidOperationException>(() => Sigmoids(LiblinearFixture.Matrix([1, -1], 1), [0, 1], 2, [0, 0])).Message);
    }

    [TestMethod]
    public void Scores_that_say_nothing_leave_how_often_a_class_occurs()
    {
        FeatureMatrix features = LiblinearFixture.Matrix([0, 0, 0, 0, 0, 0], 1);
        var solver = new LinearSvcSolver(features);
        int[] labels = [0, 0, 0, 0, 1, 1], folds = [0, 1, 0, 1, 0, 1];
        PlattSigmoid[] sigmoids = HeldOutScores.Of(
            features, labels, [], folds, 2, some => solver.SolveOneVersusRest(some, 2, new() { Bias = 0 })).Sigmoids();
        // Of 12 scores (6 rows, 2 classes), all of them 0, 6 are of their class.
        Assert.AreEqual(new PlattSigmoid(0, 0), sigmoids[0]);
        Assert.AreEqual(0.5, sigmoids[1].Probability(0));
    }

    private static PlattSigmoid[] Sigmoids(FeatureMatrix features, int[] labels, int classes, int[] folds)
    {
        var solver = new LinearSvcSolver(features);
        return HeldOutScores.Of(features, labels, [], folds, classes, some => solver.SolveOneVersusRest(some, classes)).Sigmoids();
    }
}
