using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.SppNet.Tool;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class Caltech101CommandTests
{
    private const int PerClass = 6;

    private static readonly (string Name, SKColor Color)[] Classes =
        [("BACKGROUND_Google", SKColors.White), ("blue", SKColors.Blue), ("green", SKColors.Green), ("red", SKColors.Red)];

    private static readonly string[] SmallSplits = ["--train", "3", "--test", "2", "--splits", "2", "--seed", "5"];

    [TestMethod]
    public void TheResultHasTheContractsNamesInPercent()
    {
        using TinyDataSet data = Draw();
        (ToolRun run, JsonElement json) = Run(data);

        Assert.AreEqual(0, run.ExitCode, run.Error);
        CollectionAssert.IsSubsetOf(
            new[] { "meanPerClassAccuracy", "overallAccuracy", "standardDeviation", "splits", "classes", "secondsExtract", "secondsTrain" },
            ClassifyTool.Names(json));
        Assert.AreEqual(4, json.GetProperty("classes").GetInt32());
        Assert.AreEqual(4 * PerClass, json.GetProperty("images").GetInt32());
        double[] splits =
            [.. json.GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("meanPerClassAccuracy").GetDouble())];
        Assert.HasCount(2, splits);
        Assert.AreEqual(splits.Average(), json.GetProperty("meanPerClassAccuracy").GetDouble(), 1e-9);
        // Plain colours are told apart even by random filters; as a share rather than in percent this would be at most 1.
        Assert.IsInRange(60, 100, json.GetProperty("meanPerClassAccuracy").GetDouble());
        CollectionAssert.AreEqual(Classes.Select(one => one.Name).ToArray(), ClassifyTool.Names(json.GetProperty("perClass")));
        Assert.IsTrue(json.GetProperty("secondsExtract").GetDouble() > 0 && json.GetProperty("secondsTrain").GetDouble() > 0);
        string mean = json.GetProperty("meanPerClassAccuracy").GetDouble().ToString("F2", CultureInfo.InvariantCulture);
        StringAssert.Contains(run.Output, $"Mean per class {mean} %");
        StringAssert.Contains(run.Error, "expected the 102 classes of Caltech-101, found 4");
    }

    [TestMethod]
    public void ASecondRunTakesAllFromTheCacheAndGivesTheSameNumbers()
    {
        using TinyDataSet data = Draw();
        JsonElement first = Run(data).Json, second = Run(data).Json;
        Assert.AreEqual(0, first.GetProperty("fromCache").GetInt32());
        Assert.AreEqual(4 * PerClass, second.GetProperty("fromCache").GetInt32());
        AssertSameScores(first, second);
    }

    [TestMethod]
    public void ACancelledRunEndsWith130AndTheNextGoesOnFromThere()
    {
        // So many that the bar, which is drawn ten times a second at most, is drawn while they are worked on, however fast that goes.
        const int perClass = 100;
        int images = perClass * Classes.Length;
        using TinyDataSet data = Draw(perClass);
        JsonElement whole = Run(data, "--cache", data.PathOf("another")).Json;
        using var source = new CancellationTokenSource();
        using var terminal = new CancellingWriter(source, $"] [1-9][0-9]*/{images}");
        int code = ToolCommandLine.Run(["classify", .. Arguments(data)], new ToolConsole(TextWriter.Null, terminal, Interactive: true),
            source.Token);
        JsonElement resumed = Run(data).Json;

        Assert.AreEqual(130, code);
        StringAssert.Contains(terminal.ToString(),
            $"of {images} images are in '{data.PathOf("cache")}'; the same command goes on from there.");
        Assert.IsInRange(1, images - 1, resumed.GetProperty("fromCache").GetInt32());
        AssertSameScores(whole, resumed);
    }

    [TestMethod]
    public void EachTapGetsARowFromOnePass()
    {
        using TinyDataSet data = Draw();
        (ToolRun run, JsonElement json) = Run(data, "--tap", "fire5,fire9", "--per-tap");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        JsonElement[] taps = [.. json.GetProperty("taps").EnumerateArray()];
        CollectionAssert.AreEqual(new[] { "fire5", "fire9" }, taps.Select(tap => tap.GetProperty("tap").GetString()).ToArray());
        CollectionAssert.AreEqual(new[] { 256 * 5, 512 * 5 }, taps.Select(tap => tap.GetProperty("dimensions").GetInt32()).ToArray());
        foreach (JsonElement scores in taps.SelectMany(tap => new[] { tap.GetProperty("svm"), tap.GetProperty("softmax") }))
        {
            Assert.AreEqual(2, scores.GetProperty("splits").GetArrayLength());
            Assert.IsInRange(60, 100, scores.GetProperty("meanPerClassAccuracy").GetDouble());
        }

        foreach (string tap in new[] { "fire5", "fire9" })
            Assert.IsTrue(run.Output.Split('\n').Any(line => line.StartsWith($"  {tap} ", StringComparison.Ordinal)), run.Output);
    }

    [TestMethod]
    public void TheConfusionMatrixIsDrawnBesideTheJsonAndNeedsNothingElse()
    {
        using TinyDataSet data = Draw();
        Run(data, "--no-background", "--cost", "auto");
        string html = File.ReadAllText(data.PathOf("result.confusion.html"));
        StringAssert.Contains(html, "<title>images: 100.00 % mean per class</title>");
        StringAssert.Contains(html, "<title>blue taken for blue: 100.0 %, ");
        Assert.IsFalse(html.Contains("://", StringComparison.Ordinal)
            || html.Contains("<script", StringComparison.Ordinal), "needs nothing else");
    }

    [TestMethod]
    [DataRow(3, "nowhere': there is no such folder", "--data", "nowhere")]
    [DataRow(3, "class BACKGROUND_Google has 6 examples: 6 for training would leave none to test", "--train", "6")]
    [DataRow(2, "--cost is a number above 0, or auto, not '0'.", "--cost", "0")]
    [DataRow(2, "--cost is a number above 0, or auto, not 'much'.", "--cost", "much")]
    [DataRow(2, "--splits is a whole number from 1 to 1000, not '0'.", "--splits", "0")]
    [DataRow(2, "'--folds'", "--folds", "3")]
    [DataRow(2, "fire99", "--tap", "fire99")]
    [DataRow(2, "--cache and --no-cache contradict one another.", "--no-cache", null)]
    public void WhatIsWrongIsSaidWithItsExitCode(int code, string sentence, string option, string? value)
    {
        using TinyDataSet data = Draw();
        List<string> args = [.. Arguments(data)];
        int given = args.IndexOf(option);
        if (given >= 0)
            args[given + 1] = option == "--data" ? data.PathOf(value!) : value!;
        else
            args.AddRange(value is null ? [option] : [option, value]);

        ToolRun run = ClassifyTool.Run([.. args]);

        Assert.AreEqual(code, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, sentence);
        Assert.IsFalse(File.Exists(data.PathOf("result.json")));
    }

    [TestMethod]
    public void ABadImageIsNamed()
    {
        using TinyDataSet data = Draw();
        string bad = data.Write("images/red/bad.png", "no picture");
        ToolRun run = ClassifyTool.Run([.. Arguments(data)]);
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.Contains(run.Error, $"'{bad}' is no image that can be read");
    }

    private static (ToolRun Run, JsonElement Json) Run(TinyDataSet data, params string[] more)
    {
        List<string> args = [.. Arguments(data)];
        if (more is ["--cache", _])
            args.RemoveRange(args.IndexOf("--cache"), 2);
        ToolRun run = ClassifyTool.Run([.. args, .. more]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        return (run, ClassifyTool.Json(data.PathOf("result.json")));
    }

    private static string[] Arguments(TinyDataSet data) =>
        ["caltech101", "--data", data.PathOf("images"), "--cache", data.PathOf("cache"), "--json", data.PathOf("result.json"),
            .. SmallSplits, .. ClassifyTool.SmallNet];

    /// <summary>Pictures of one colour each, no two of the same size in a class.</summary>
    private static TinyDataSet Draw(int perClass = PerClass)
    {
        var data = new TinyDataSet();
        foreach ((string name, SKColor color) in Classes)
        {
            for (int index = 0; index < perClass; index++)
                data.Draw($"images/{name}/{index}.png", 64 + index, 66, color);
        }

        return data;
    }

    private static void AssertSameScores(JsonElement expected, JsonElement actual)
    {
        foreach (string name in new[] { "meanPerClassAccuracy", "overallAccuracy", "standardDeviation", "splits", "perClass" })
            Assert.AreEqual(expected.GetProperty(name).ToString(), actual.GetProperty(name).ToString(), name);
    }

    /// <summary>A terminal at which somebody presses Ctrl-C on seeing what a pattern says.</summary>
    private sealed class CancellingWriter(CancellationTokenSource source, string pattern) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (value is not null && Regex.IsMatch(value, pattern))
                source.Cancel();
        }
    }
}
