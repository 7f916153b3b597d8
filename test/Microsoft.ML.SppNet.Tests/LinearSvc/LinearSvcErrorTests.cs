using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class LinearSvcErrorTests
{
    private static readonly LinearSvcSolver s_solver = new(LiblinearFixture.Matrix([1, -1], 1));

    [TestMethod]
    public void DefaultsAreLIBLINEARs()
    {
        var options = new LinearSvcOptions();
        Assert.AreEqual(LinearSvcLoss.SquaredHinge, options.Loss);
        Assert.AreEqual(1, options.Cost);
        Assert.AreEqual(1, options.PositiveWeight);
        Assert.AreEqual(1, options.Bias);
        Assert.AreEqual(0.1, options.Tolerance);
        Assert.AreEqual(1000, options.MaximumIterations);
        Assert.AreEqual(0, options.Seed);
        Assert.IsNull(options.NumberOfThreads);
        Assert.IsNull(options.MaximumMemoryBytes);
        Assert.IsFalse(options.KeepDuals);
        Assert.IsNull(options.Progress);
        Assert.AreEqual(default, options.CancellationToken);
    }

    [TestMethod]
    public void OptionsOutOfRangeAreNamed()
    {
        AssertOptions("Loss must be SquaredHinge or Hinge, but is 7. (Parameter 'Loss')", new() { Loss = (LinearSvcLoss)7 });
        AssertOptions("Cost must be positive and finite, but is 0. (Parameter 'Cost')", new() { Cost = 0 });
        AssertOptions(
            "PositiveWeight must be positive and finite, but is NaN. (Parameter 'PositiveWeight')", new() { PositiveWeight = double.NaN });
        AssertOptions("Bias must be 0 (no bias) or positive, with a finite square, but is -1. (Parameter 'Bias')", new() { Bias = -1 });
        AssertOptions("Tolerance must be positive, but is 0. (Parameter 'Tolerance')", new() { Tolerance = 0 });
        AssertOptions("MaximumIterations must be at least 1, but is 0. (Parameter 'MaximumIterations')", new() { MaximumIterations = 0 });
        AssertOptions(
            "NumberOfThreads must be null (one per processor) or at least 1, but is 0. (Parameter 'NumberOfThreads')",
            new() { NumberOfThreads = 0 });
        AssertOptions(
            "MaximumMemoryBytes must be null (three quarters of the memory) or at least 1, but is 0. (Parameter 'MaximumMemoryBytes')",
            new() { MaximumMemoryBytes = 0 });
    }

    [TestMethod]
    public void ValuesThatAreNotFiniteAreNamedByRowAndColumn()
    {
        AssertArgument(
            "Row 1, column 0 of the features is NaN: a linear SVM needs finite values. (Parameter 'features')",
            () => Solver(LiblinearFixture.Matrix([1, 2, float.NaN, 4], 2)));
        AssertArgument(
            "Row 0, column 1 of the features is -Infinity: a linear SVM needs finite values. (Parameter 'features')",
            () => Solver(LiblinearFixture.Matrix([1, float.NegativeInfinity], 2)));
    }

    [TestMethod]
    public void RowsLabelsAndWeightsMustFit()
    {
        AssertArgument("A linear SVM cannot be trained on zero rows. (Parameter 'features')", () => Solver(new FeatureMatrix(3)));
        AssertArgument("There are 1 labels for 2 rows. (Parameter 'labels')", () => s_solver.SolveOneVersusRest([0], 2));
        AssertArgument(
            "Row 1 has label 2: labels are 0 to 1, or -1 to leave a row out. (Parameter 'labels')", () => s_solver.SolveOneVersusRest(
                [0, 2], 2));
        AssertArgument(
            "All 2 labelled rows are of class 1: a linear SVM needs rows of at least two classes. (Parameter 'labels')",
            () => s_solver.SolveOneVersusRest([1, 1], 3));
        AssertArgument(
            "None of the 2 rows has a label: a linear SVM needs rows of at least two classes. (Parameter 'labels')",
            () => s_solver.SolveOneVersusRest([-1, -1], 3));
        AssertArgument("Problem 0 has 3 signs for 2 rows. (Parameter 'signs')", () => s_solver.SolveBinary([1, -1, 1]));
        AssertArgument("Problem 0 leaves out every row. (Parameter 'signs')", () => s_solver.SolveBinary([0, 0]));
        AssertArgument("There are 1 example weights for 2 rows. (Parameter 'weights')", () => s_solver.SolveBinary([1, -1], null, [1]));
        AssertArgument(
            "The example weight of row 1 is -1: it must be finite and not negative. (Parameter 'weights')",
            () => s_solver.SolveBinary([1, -1], null, [1, -1]));
    }

    [TestMethod]
    public void WhatDoesNotFitInMemoryIsRefusedInWords() => Assert.AreEqual(
        "Training a linear SVM on 2 rows x 1 features keeps the features once in float32 and the weights of 2 classes: 16 bytes, but "
        + "LinearSvcOptions.MaximumMemoryBytes allows 15. Raise the limit, or use fewer rows or shorter features.",
        Assert.Throws<InvalidOperationException>(() => s_solver.SolveOneVersusRest([0, 1], 2, new() { MaximumMemoryBytes = 15 })).Message);

    [TestMethod]
    public void CancellationBeforeAndDuringTheSearchEndsIt()
    {
        using var cancelled = new CancellationTokenSource();
        LiblinearFixture fixture = LiblinearFixture.Read("wide");
        var reports = new List<LinearSvcProgress>();
        var options = new LinearSvcOptions
        {
            CancellationToken = cancelled.Token, NumberOfThreads = 1, Progress = new Immediate(report =>
            {
                reports.Add(report);
                cancelled.Cancel();
            }),
        };
        Assert.Throws<OperationCanceledException>(() => fixture.Solve(options));
        Assert.AreEqual(new LinearSvcProgress(1, 5), reports.Single());
        Assert.Throws<OperationCanceledException>(() => fixture.Solve(options));
        Assert.HasCount(1, reports);
    }

    [TestMethod]
    public void ProgressCountsEveryClass()
    {
        var reports = new List<LinearSvcProgress>();
        LiblinearFixture.Read("wide").Solve(new() { Progress = new Immediate(reports.Add) });
        Assert.IsTrue(reports.SequenceEqual(Enumerable.Range(1, 5).Select(done => new LinearSvcProgress(done, 5))));
    }

    private static LinearSvcSolver Solver(FeatureMatrix features) => new(features);

    private static void AssertOptions(string expected, LinearSvcOptions options) =>
        AssertArgument("LinearSvcOptions." + expected, () => s_solver.SolveBinary([1, -1], options));

    private static void AssertArgument(string expected, Func<object> action) =>
        Assert.AreEqual(expected, Assert.Throws<ArgumentException>(action).Message);

    // Progress<T> would report on another thread, later.
    private sealed class Immediate(Action<LinearSvcProgress> action) : IProgress<LinearSvcProgress>
    {
        public void Report(LinearSvcProgress value) => action(value);
    }
}
