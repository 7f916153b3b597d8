using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ExtremeValuesTests
{
    [TestMethod]
    [DataRow(float.MaxValue)]
    [DataRow(1e20f)]
    [DataRow(1e-20f)]
    [DataRow(1e-37f)]
    public void FeaturesOfAnySizeAreSolvedAsTheirScaledCopies(float size)
    {
        float[] units = [1, 0.5f, -1, -0.25f, 0.75f, 1, -0.5f, -1];
        var features = LiblinearFixture.Matrix(Array.ConvertAll(units, unit => unit * size), 2);
        // The cost goes with the square of the size, so that the problem is the same.
        double cost = 1 / ((double)size * size);
        foreach (LinearSvcLoss loss in Enum.GetValues<LinearSvcLoss>())
        {
            LinearSvcOptions At(double c) => new() { Loss = loss, Cost = c, Bias = 0, Tolerance = 1e-9, MaximumIterations = 100_000 };
            double plain = new LinearSvcSolver(LiblinearFixture.Matrix(units, 2)).SolveOneVersusRest([0, 1, 0, 1], 2, At(1)).Objective;
            LinearSvcSolution solution = new LinearSvcSolver(features).SolveOneVersusRest([0, 1, 0, 1], 2, At(cost));
            Assert.AreEqual(plain, solution.Objective / cost, 1e-3 * plain, $"{loss}");
        }
    }

    [TestMethod]
    public void TheLargestFeaturesAreClassified()
    {
        const float Max = float.MaxValue;
        var solver = new LinearSvcSolver(LiblinearFixture.Matrix([Max, -Max, -Max, Max, Max, 0, 0, Max], 2));
        LinearSvcSolution solution = solver.SolveOneVersusRest([0, 1, 0, 1], 2);
        Assert.IsTrue(solution.Reports.All(report => double.IsFinite(report.Objective) && report.Converged));
        Assert.AreEqual(0, solution.Predict([Max, -Max]));
        Assert.AreEqual(1, solution.Predict([-Max, Max]));
    }

    [TestMethod]
    public void ScoresBeyondFloat32AreItsEndsAndKeepTheirOrder()
    {
        LinearSvcSolution solution = new LinearSvcSolver(LiblinearFixture.Matrix([0.01f, -0.01f], 1)).SolveBinary(
            [1, -1], new() { Cost = 1e6 });
        float[] score = new float[1];
        solution.Scores([float.MaxValue], score);
        Assert.AreEqual(float.MaxValue, score[0]);
        solution.Scores([float.MinValue], score);
        Assert.AreEqual(float.MinValue, score[0]);
        Assert.AreEqual(
            "Column 0 of the features is NaN: a linear SVM needs finite values. (Parameter 'features')",
            Assert.Throws<ArgumentException>(() => solution.Predict([float.NaN])).Message);
    }

    [TestMethod]
    public void WhatCannotBeHeldIsRefusedInWords()
    {
        // Weights of 1 / 1e-40 are beyond float32.
        Assert.AreEqual(
            "The weight of column 0 for class 0 is beyond what float32 holds: scale the features to a norm near 1, or lower the cost.",
            Assert.Throws<InvalidOperationException>(
                () => new LinearSvcSolver(LiblinearFixture.Matrix([1e-40f, -1e-40f], 1))
                    .SolveBinary([1, -1], new() { Cost = 1e200, Bias = 0 })).Message);
        var solver = new LinearSvcSolver(LiblinearFixture.Matrix([1, -1], 1));
        Assert.AreEqual(
            "The example weight of row 0 is 3.4028235E+38: "
            + "times the cost 1E+300 it is beyond what double precision holds. (Parameter 'weights')",
            Assert.Throws<ArgumentException>(() => solver.SolveBinary([1, -1], new() { Cost = 1e300 }, [float.MaxValue, 1])).Message);
        Assert.AreEqual(
            "The objective of class 0 is beyond what double precision holds: scale the features to a norm near 1, or lower the cost.",
            Assert.Throws<InvalidOperationException>(
                () => new LinearSvcSolver(LiblinearFixture.Matrix([1, 1], 1))
                    .SolveBinary([1, -1], new() { Cost = double.MaxValue })).Message);
        Assert.AreEqual(
            "LinearSvcOptions.PositiveWeight must be finite when multiplied by the cost, but is 1E+300. (Parameter 'PositiveWeight')",
            Assert.Throws<ArgumentException>(() => solver.SolveBinary([1, -1], new() { Cost = 1e300, PositiveWeight = 1e300 })).Message);
        Assert.AreEqual(
            "LinearSvcOptions.Bias must be 0 (no bias) or positive, with a finite square, but is 1E+200. (Parameter 'Bias')",
            Assert.Throws<ArgumentException>(() => solver.SolveBinary([1, -1], new() { Bias = 1e200 })).Message);
    }
}
