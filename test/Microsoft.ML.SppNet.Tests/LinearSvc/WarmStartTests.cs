using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class WarmStartTests
{
    private static readonly LinearSvcOptions s_tight = new() { Tolerance = 1e-7, MaximumIterations = 1_000_000, KeepDuals = true };
    private static readonly LinearSvcOptions s_tightHinge = new()
    {
        Loss = LinearSvcLoss.Hinge, Tolerance = 1e-7, MaximumIterations = 1_000_000, KeepDuals = true, PositiveWeight = 2, Bias = 10,
    };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AddedRowsEndWhereASearchFromZeroEndsInFewerPasses(bool hinge)
    {
        LinearSvcOptions options = hinge ? s_tightHinge : s_tight;
        foreach (string name in LiblinearFixture.Names.Where(name => name is "multiclass" or "wide"))
        {
            LiblinearFixture data = LiblinearFixture.Read(name);
            FeatureMatrix all = data.Train();
            int first = all.Rows - 5;
            var solver = new LinearSvcSolver(all.Select([.. Enumerable.Range(0, first)]));
            LinearSvcDuals start = solver.SolveOneVersusRest(data.Y.AsSpan(0, first), data.Classes, options).Duals!;
            solver.AddRows(all.Select([.. Enumerable.Range(first, 5)]));
            Assert.AreEqual(all.Rows, solver.Rows);
            LinearSvcSolution warm = solver.SolveOneVersusRest(data.Y, data.Classes, options, start: start);
            LinearSvcSolution cold = new LinearSvcSolver(all).SolveOneVersusRest(data.Y, data.Classes, options);
            AssertSame(cold, warm, name);
            Assert.IsLessThan(Passes(cold), Passes(warm), name);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void DroppedRowsEndWhereASearchWithoutThemEnds(bool hinge)
    {
        LinearSvcOptions options = hinge ? s_tightHinge : s_tight;
        LiblinearFixture data = LiblinearFixture.Read("multiclass");
        FeatureMatrix all = data.Train();
        int[] kept = [.. Enumerable.Range(0, all.Rows).Where(row => row % 10 != 3)], labels = [.. kept.Select(row => data.Y[row])];
        var solver = new LinearSvcSolver(all);
        LinearSvcDuals duals = solver.SolveOneVersusRest(data.Y, data.Classes, options).Duals!.Select(kept);
        solver.KeepRows(kept);
        Assert.AreEqual(data.Y.Length, all.Rows, "the caller's matrix stays as it was");
        LinearSvcSolution warm = solver.SolveOneVersusRest(labels, data.Classes, options, start: duals);
        LinearSvcSolution cold = new LinearSvcSolver(all.Select(kept)).SolveOneVersusRest(labels, data.Classes, options);
        AssertSame(cold, warm, "dropped");
        Assert.IsLessThan(Passes(cold), Passes(warm));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void FewRowsSolvedTightlyEndAtTheSameObjectiveInHoweverManyPasses(bool hinge)
    {
        LinearSvcOptions options = hinge ? s_tightHinge : s_tight;
        LiblinearFixture data = LiblinearFixture.Read("shifted");
        FeatureMatrix all = data.Train();
        int first = all.Rows - 5;
        sbyte[] signs = OneVersusRest.Signs(data.Y, 1);
        var solver = new LinearSvcSolver(all.Select([.. Enumerable.Range(0, first)]));
        LinearSvcDuals start = solver.SolveBinary(signs.AsSpan(0, first), options).Duals!;
        solver.AddRows(all.Select([.. Enumerable.Range(first, 5)]));
        AssertSame(new LinearSvcSolver(all).SolveBinary(signs, options), solver.SolveBinary(signs, options, start: start), "shifted");
    }

    [TestMethod]
    public void RowsThatDoNotSupportTheSolutionChangeNothingWhenTheyGo()
    {
        LiblinearFixture data = LiblinearFixture.Read("binary");
        sbyte[] signs = Array.ConvertAll(data.Y, y => (sbyte)(y == 1 ? 1 : -1));
        var solver = new LinearSvcSolver(data.Train());
        LinearSvcSolution all = solver.SolveBinary(signs, s_tight);
        LinearSvcDuals duals = all.Duals!;
        int[] kept = [.. Enumerable.Range(0, solver.Rows).Where(row => duals[0][row] > 0)];
        Assert.IsInRange(1, solver.Rows - 1, kept.Length);
        solver.KeepRows(kept);
        LinearSvcSolution supported = solver.SolveBinary([.. kept.Select(row => signs[row])], s_tight, start: duals.Select(kept));
        Assert.AreEqual(all.Objective, supported.Objective, 1e-6 * all.Objective);
        Assert.IsLessThanOrEqualTo(2, supported.Reports[0].Iterations);
    }

    [TestMethod]
    public void AStartAtAnotherCostAndWithARowLeftOutEndsTheSame()
    {
        LiblinearFixture data = LiblinearFixture.Read("multiclass");
        var solver = new LinearSvcSolver(data.Train());
        LinearSvcDuals start = solver.SolveOneVersusRest(data.Y, data.Classes, s_tightHinge).Duals!;
        int[] labels = [.. data.Y];
        labels[7] = -1;
        var cheap = new LinearSvcOptions { Loss = LinearSvcLoss.Hinge, Cost = 0.1, Tolerance = 1e-7, MaximumIterations = 1_000_000 };
        AssertSame(
            solver.SolveOneVersusRest(labels, data.Classes, cheap),
            solver.SolveOneVersusRest(labels, data.Classes, cheap, start: start), "cheaper");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AFactorEqualsAScaledCopyAsLIBLINEARSolvedIt(bool withoutGram)
    {
        foreach (string name in LiblinearFixture.Names)
        {
            LiblinearFixture fixture = LiblinearFixture.Read(name);
            // The features of the fixture, divided by a power of two, so that the factor gives them back exactly.
            LiblinearFixture small = fixture with
            {
                X = Array.ConvertAll(fixture.X, value => value / 8), TestX = Array.ConvertAll(fixture.TestX, value => value / 8),
            };
            long? memory = withoutGram ? SolverMemory.Features(fixture.Y.Length, fixture.Columns, fixture.Classes) : null;
            foreach (LiblinearRun run in fixture.Runs.Where(run => run.Tolerance < 0.01))
            {
                LinearSvcSolution scaled = small.Solve(run.Options(memory: memory), factor: 8), copied = fixture.Solve(
                    run.Options(memory: memory));
                Assert.AreEqual(run.Correct, small.Correct(scaled), name);
                for (int k = 0; k < scaled.Classes; k++)
                {
                    Assert.AreEqual(run.Objectives[k], scaled.Reports[k].Objective, 1e-4 * run.Objectives[k], name);
                    Assert.AreEqual(copied.Bias(k), scaled.Bias(k));
                    for (int i = 0; i < fixture.Columns; i++)
                        Assert.AreEqual(8 * copied.Weights(k)[i], scaled.Weights(k)[i]);
                }
            }
        }
    }

    [TestMethod]
    public void DualsAreKeptOnlyWhereAskedFor()
    {
        var solver = new LinearSvcSolver(LiblinearFixture.Matrix([1, -1], 1));
        Assert.IsNull(solver.SolveBinary([1, -1]).Duals);
        // Squared hinge, C = 1, w = 4/5 = α₁ + α₂.
        LinearSvcDuals duals = solver.SolveBinary([1, -1], new() { Bias = 0, Tolerance = 1e-9, KeepDuals = true }).Duals!;
        Assert.AreEqual(0.4, duals[0][0], 1e-6);
        Assert.AreEqual(0.4, duals[0][1], 1e-6);
    }

    [TestMethod]
    public void RowsAddedToTheCallersMatrixDoNotCount()
    {
        FeatureMatrix features = LiblinearFixture.Matrix([1, -1], 1);
        var solver = new LinearSvcSolver(features);
        features.Add([float.NaN]);
        Assert.AreEqual(2, solver.Rows);
        Assert.AreEqual(0.8f, solver.SolveBinary([1, -1], new() { Bias = 0, Tolerance = 1e-9 }).Weights(0)[0], 1e-6f);
    }

    [TestMethod]
    public void WhatDoesNotFitIsRefusedInWords()
    {
        var solver = new LinearSvcSolver(LiblinearFixture.Matrix([1, -1, 2, -2], 1));
        LinearSvcDuals duals = solver.SolveBinary([1, -1, 1, -1], new() { KeepDuals = true }).Duals!;
        AssertArgument(
            "The rows have 2 columns, the solver's 1. (Parameter 'rows')", () => solver.AddRows(LiblinearFixture.Matrix([1, 2], 2)));
        AssertArgument(
            "Row 1, column 0 of the features is Infinity: a linear SVM needs finite values. (Parameter 'rows')",
            () => solver.AddRows(LiblinearFixture.Matrix([1, float.PositiveInfinity], 1)));
        AssertArgument("At least one row must be kept. (Parameter 'rows')", () => solver.KeepRows([]));
        AssertArgument("Kept row 1 is 0: rows are from 0 to 3, each once, ascending. (Parameter 'rows')", () => solver.KeepRows([2, 0]));
        AssertArgument("Kept row 0 is 4: rows are from 0 to 3, each once, ascending. (Parameter 'rows')", () => duals.Select([4]));
        solver.KeepRows([0, 1]);
        AssertArgument(
            "The duals to start from are of 1 classes and 4 rows, but there are 1 classes and 2 rows. (Parameter 'start')",
            () => solver.SolveBinary([1, -1], start: duals));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinearSvcSolver(LiblinearFixture.Matrix([1], 1), factor: double.NaN));
    }

    private static int Passes(LinearSvcSolution solution) => solution.Reports.Sum(report => report.Iterations);

    private static void AssertSame(LinearSvcSolution expected, LinearSvcSolution actual, string what)
    {
        for (int k = 0; k < expected.Classes; k++)
        {
            Assert.IsTrue(actual.Reports[k].Converged, what);
            Assert.AreEqual(expected.Reports[k].Objective, actual.Reports[k].Objective, 1e-3 * expected.Reports[k].Objective, what);
        }
    }

    private static void AssertArgument(string expected, Action action) =>
        Assert.AreEqual(expected, Assert.Throws<ArgumentException>(action).Message);
}
