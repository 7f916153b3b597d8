using System.Text.Json;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ExplainCommandTests
{
    [TestMethod]
    public void TheNumbersAddUp()
    {
        using TinyDataSet data = Fit();
        string image = data.PathOf("images", "blue", "0.png");
        ToolRun run = ToolRun.Of("explain", image, "--model", data.PathOf("model.zip"), "--json", data.PathOf("why.json"));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Output, "blue: score ", StringComparison.Ordinal);
        JsonElement json = ClassifyTool.Json(data.PathOf("why.json"));
        CollectionAssert.IsSubsetOf(new[] { "class", "score", "bias", "sumOfCells", "cells" }, ClassifyTool.Names(json));
        Assert.AreEqual("blue", json.GetProperty("class").GetString());
        JsonElement[] cells = [.. json.GetProperty("cells").EnumerateArray()];
        CollectionAssert.IsSubsetOf(new[] { "tap", "row", "column", "value", "box" }, ClassifyTool.Names(cells[0]));
        double sum = cells.Sum(cell => cell.GetProperty("value").GetDouble()), score = json.GetProperty("score").GetDouble();
        Assert.AreEqual(json.GetProperty("sumOfCells").GetDouble(), sum, 1e-9);
        Assert.AreEqual(score, json.GetProperty("bias").GetDouble() + sum, 1e-4 * Math.Abs(score));
        Assert.IsTrue(cells.All(cell => cell.GetProperty("box").EnumerateArray().Select(side => side.GetDouble()).ToArray()
            is [>= 0, >= 0, <= 64, <= 66] box && box[0] < box[2] && box[1] < box[3]));
        Assert.IsInRange(0.5, 1, json.GetProperty("probability").GetDouble());
    }

    [TestMethod]
    public void ThePageNeedsNothingElse()
    {
        using TinyDataSet data = Fit();
        ToolRun run = ToolRun.Of(
            "explain", data.PathOf("images", "blue", "0.png"), "--model", data.PathOf("model.zip"), "--class", "r<d",
            "--output", data.PathOf("why.html"));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        string html = File.ReadAllText(data.PathOf("why.html"));
        StringAssert.Contains(html, "<title>Why 0.png scores as r&lt;d</title>");
        StringAssert.Contains(html, "<b>blue</b>class that the model predicts");
        StringAssert.Contains(html, "score per 1 % of the image");
        // The photograph, both classes, and the projection.
        Assert.AreEqual(4, html.Split("src=\"data:image/jpeg;base64,/9j/").Length - 1);
        bool needsMore = html.Contains("://", StringComparison.Ordinal) || html.Contains("<script", StringComparison.Ordinal);
        Assert.IsFalse(needsMore);
    }

    [TestMethod]
    public void ThePictureIsAsLargeAsThePhotograph()
    {
        using TinyDataSet data = Fit();
        ToolRun run = ToolRun.Of(
            "explain", data.PathOf("images", "blue", "0.png"), "--model", data.PathOf("model.zip"), "--output", data.PathOf("why.png"));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Output, "why.png: orange from +");
        using SKBitmap picture = SKBitmap.Decode(data.PathOf("why.png"));
        Assert.AreEqual((64, 66), (picture.Width, picture.Height));
        Assert.IsGreaterThan(1, picture.Pixels.Distinct().Count());
    }

    [TestMethod]
    public void WhatIsWrongIsSaidInALine()
    {
        using TinyDataSet data = Fit();
        string image = data.PathOf("images", "blue", "0.png"), model = data.PathOf("model.zip"), bad = data.Write("bad.png", "no picture");
        var context = new MLContext(1);
        IDataView rows = context.Data.LoadFromEnumerable([new Point { Label = true, Features = [1] }, new Point { Features = [2] }]);
        context.Model.Save(context.BinaryClassification.Trainers.LinearSvc().Fit(rows), rows.Schema, data.PathOf("other.zip"));
        (string[] Arguments, int Code, string Message)[] cases =
        [
            ([image, "--model", data.PathOf("other.zip")], 3,
                $"'{data.PathOf("other.zip")}': The model has no SPP features: an explanation needs ExtractSppFeatures in its pipeline."),
            ([image, "--model", data.PathOf("none.zip")], 3, $"There is no model '{data.PathOf("none.zip")}'."),
            ([bad, "--model", model], 3, $"'{bad}' is no image that can be read (it looks like text)"),
            ([data.PathOf("none.png"), "--model", model], 3, $"'{data.PathOf("none.png")}' does not exist"),
            ([image, "--model", model, "--class", "green"], 2, $"'{model}' has no class 'green'; it has blue, r<d."),
            ([image, "--model", model, "--output", "why.txt"], 2, "--output ends in .html or .png; 'why.txt' does not."),
            ([image, "--model", model, "--output", image], 2, $"--output '{image}' and IMAGE '{image}' are the same file."),
        ];
        foreach ((string[] arguments, int code, string message) in cases)
        {
            ToolRun run = ToolRun.Of(["explain", .. arguments]);
            Assert.AreEqual((code, $"sppnet: {message}\n", ""), (run.ExitCode, run.Error, run.Output));
        }
    }

    private static TinyDataSet Fit()
    {
        var data = new TinyDataSet();
        for (int index = 0; index < 5; index++)
        {
            data.Draw($"images/blue/{index}.png", 64 + index, 66, SKColors.Blue);
            data.Draw($"images/r<d/{index}.png", 64 + index, 66, SKColors.DarkRed);
        }

        ToolRun run = ToolRun.Of(
        [
            "fit", "--data", data.PathOf("images"), "--output", data.PathOf("model.zip"), "--no-cache", "--quiet", .. ClassifyTool.SmallNet,
        ]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        return data;
    }

    private sealed class Point
    {
        public bool Label { get; set; }

        [Microsoft.ML.Data.VectorType(1)]
        public float[] Features { get; set; } = [];
    }
}
