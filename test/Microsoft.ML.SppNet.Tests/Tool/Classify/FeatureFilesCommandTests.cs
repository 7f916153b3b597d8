using System.Globalization;
using System.Text.Json;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class FeatureFilesCommandTests
{
    [TestMethod]
    [DataRow("multiclass")]
    [DataRow("binary")]
    public void AccuracyAndObjectiveAreLiblinears(string name)
    {
        LiblinearFixture fixture = LiblinearFixture.Read(name);
        using var folder = new TemporaryFolder();
        (string train, string test) = Write(folder, fixture);
        // At the default tolerance both end a little above the minimum, each in its own place.
        foreach (LiblinearRun expected in fixture.Runs.Where(run => run.Tolerance < 0.01))
        {
            string result = folder["result.json"];
            ToolRun run = ClassifyTool.Run(
                "features", "--train", train, "--test", test, "--json", result, "--quiet", "--loss",
                expected.Loss == "Hinge" ? "hinge" : "squared-hinge",
                "--cost", Text(expected.Cost), "--tolerance", Text(expected.Tolerance), "--bias", Text(expected.Bias), "--positive-weight",
                Text(expected.PositiveWeight));
            Assert.AreEqual(0, run.ExitCode, run.Error);
            JsonElement json = ClassifyTool.Json(result);
            Assert.AreEqual(100.0 * expected.Correct / fixture.TestY.Length, json.GetProperty("accuracy").GetDouble(), 1e-9, $"{expected}");
            Assert.AreEqual(expected.Objectives.Sum(), json.GetProperty("objective").GetDouble(), 1e-3
                * expected.Objectives.Sum(), $"{expected}");
            Assert.AreEqual(fixture.Classes, json.GetProperty("classes").GetInt32());
            Assert.IsTrue(json.GetProperty("secondsTrain").GetDouble() > 0);
        }
    }

    [TestMethod]
    public void LabelsAreNumbersOrNamesAndOneUnseenIsWrong()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], "+1 1:1\n-1 1:-1\n1.0 1:2\n");
        File.WriteAllText(folder["b"], "1 1:3\n-1 1:-3\ncat 1:1\n+1 1:1\n");
        ToolRun run = ClassifyTool.Run("features", "--train", folder["a"], "--test", folder["b"], "--cost", "10");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Output, "3 rows to train, 4 to test, 1 features, 2 classes");
        StringAssert.Contains(run.Output, "Accuracy 75.00 %");
    }

    [TestMethod]
    public void NumbersThatMeanOtherNamesInTheOtherFileAreComparedByName()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], "1 1:1\n2 1:-1\n");
        File.WriteAllText(folder["a.classes.txt"], "cat\ndog\n");
        File.WriteAllText(folder["b"], "1 1:-3\n1 1:-2\n");
        File.WriteAllText(folder["b.classes.txt"], "dog\n");
        ToolRun run = ClassifyTool.Run("features", "--train", folder["a"], "--test", folder["b"], "--cost", "10");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Output, "Accuracy 100.00 %");
        File.WriteAllText(folder["b"], "2 1:-3\n");
        ToolRun broken = ClassifyTool.Run("features", "--train", folder["a"], "--test", folder["b"]);
        Assert.AreEqual(
            (3, $"sppnet: '{folder["b"]}' has a row of class 2, and '{folder["b.classes.txt"]}' names 1.\n"),
            (broken.ExitCode, broken.Error));
    }

    [TestMethod]
    [DataRow("1 1:1\n", "", 3, "' has rows of one class only, 1; a linear SVM tells two or more apart.")]
    [DataRow("1 1:1\n2 1:2\n", "", 3, "' has no rows of features in it.")]
    [DataRow("1 1:nan\n2 1:2\n", "", 3, "' line 1: expected a finite float32 after 1:, found 'nan'.")]
    public void ABadFileIsNamed(string train, string test, int code, string ending)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], train);
        File.WriteAllText(folder["b"], test.Length > 0 || train.Contains("2 1", StringComparison.Ordinal) ? test : train);
        ToolRun run = ClassifyTool.Run("features", "--train", folder["a"], "--test", folder["b"]);
        Assert.AreEqual(code, run.ExitCode);
        StringAssert.EndsWith(run.Error.TrimEnd(), ending);
    }

    [TestMethod]
    [DataRow("--cost", "-1", "--cost is a number above 0, not '-1'.")]
    [DataRow("--bias", "-1", "--bias is a number from 0 on, not '-1'.")]
    [DataRow("--loss", "logistic", "--loss is one of squared-hinge, hinge, not 'logistic'.")]
    public void ABadOptionIsWrongUsage(string option, string value, string sentence)
    {
        ToolRun run = ClassifyTool.Run("features", "--train", "a", "--test", "b", option, value);
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, sentence);
    }

    private static (string Train, string Test) Write(TemporaryFolder folder, LiblinearFixture fixture)
    {
        WriteRows(folder["train.svm"], fixture.X, fixture.Y, fixture.Columns);
        WriteRows(folder["test.svm"], fixture.TestX, fixture.TestY, fixture.Columns);
        return (folder["train.svm"], folder["test.svm"]);
    }

    private static void WriteRows(string path, float[] values, int[] labels, int columns)
    {
        using FileStream stream = File.Create(path);
        var writer = new LibSvmWriter(stream);
        for (int row = 0; row < labels.Length; row++)
            writer.WriteRow(labels[row].ToString(CultureInfo.InvariantCulture), values.AsSpan(row * columns, columns));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
