using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary><c>sppnet detect train</c>, <c>evaluate</c> and <c>run</c> on drawn pictures.</summary>
[TestClass]
public class DetectorCommandTests
{
    [TestMethod]
    public void ADetectorIsTrainedTestedAndUsed()
    {
        using var folder = new TemporaryFolder();
        string boxes = Write(folder, 12), model = folder["model.zip"];
        ToolRun train = Train(folder, boxes, model, "--box-regression", "--json", folder["train.json"]);
        Assert.AreEqual(0, train.ExitCode, train.Error);
        JsonElement json = Json(folder["train.json"]);
        CollectionAssert.IsSubsetOf(
            new[] { "classes", "windows", "secondsProposals", "secondsMaps", "secondsTrain", "peakWorkingSetBytes" }, Names(json));
        CollectionAssert.AreEqual(
            new[] { "green", "red" },
            json.GetProperty("classes").EnumerateArray().Select(one => one.GetProperty("className").GetString()).ToArray());

        ToolRun test = ToolRun.Of("detect", "evaluate", "--data", boxes, "--model", model, "--json", folder["test.json"], "--quiet");
        Assert.AreEqual(0, test.ExitCode, test.Error);
        json = Json(folder["test.json"]);
        // It is tested on what it was trained on: in percent much, as a share at most 1.
        Assert.IsInRange(30, 100, json.GetProperty("mapElevenPoint").GetDouble());
        Assert.IsInRange(30, 100, json.GetProperty("mapArea").GetDouble());
        CollectionAssert.AreEqual(new[] { "green", "red" }, Names(json.GetProperty("perClass")));
        CollectionAssert.AreEqual(new[] { "proposals", "maps", "pooling", "scoring", "total" }, Names(json.GetProperty("secondsPerImage")));
        Assert.AreEqual(12, json.GetProperty("images").GetInt32());

        // Twice the same detector finds what one finds.
        ToolRun twice =
            ToolRun.Of("detect", "evaluate", "--data", boxes, "--model", $"{model},{model}", "--json", folder["twice.json"], "--quiet");
        Assert.AreEqual(0, twice.ExitCode, twice.Error);
        Assert.AreEqual(json.GetProperty("mapArea").GetDouble(), Json(folder["twice.json"]).GetProperty("mapArea").GetDouble());

        ToolRun run = ToolRun.Of(
            "detect", "run", "--model", model, "--images", folder["pictures"], "--output", folder["found.csv"],
            "--pictures", folder["drawn"], "--quiet");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        string[] rows = File.ReadAllLines(folder["found.csv"]);
        Assert.AreEqual("image,class,score,x0,y0,x1,y1", rows[0]);
        Assert.IsGreaterThan(1, rows.Length);
        Assert.HasCount(12, Directory.GetFiles(folder["drawn"], "*.png"));
        AssertSameAsLibrary(folder, model, rows);
        Assert.AreEqual(
            0, ToolRun.Of("detect", "run", "--model", model, "--images", folder["pictures"], "--output",
                folder["found.json"], "--quiet").ExitCode);
        Assert.AreEqual(rows.Length - 1, Json(folder["found.json"]).GetArrayLength());
    }

    [TestMethod]
    public void WindowsFromAFileMustBeNamedAgain()
    {
        using var folder = new TemporaryFolder();
        string boxes = Write(folder, 3), model = folder["model.zip"], windows = folder["windows.csv"];
        ToolRun found = ToolRun.Of("detect", "proposals", "--images", folder["pictures"], "--output", windows, "--max", "40", "--quiet");
        Assert.AreEqual(0, found.ExitCode, found.Error);
        ToolRun train = ToolRun.Of([.. TrainArguments(folder, boxes, model), "--proposals", windows]);
        Assert.AreEqual(0, train.ExitCode, train.Error);
        ToolRun test = ToolRun.Of("detect", "evaluate", "--data", boxes, "--images", folder["pictures"], "--model", model);
        Assert.AreEqual(2, test.ExitCode);
        Assert.AreEqual($"sppnet: '{model}' was trained on windows from a file: say where windows come from, with --proposals.\n",
            test.Error);
        ToolRun again = ToolRun.Of(
            "detect", "evaluate", "--data", boxes, "--images", folder["pictures"], "--model", model, "--proposals", windows, "--quiet");
        Assert.AreEqual(0, again.ExitCode, again.Error);
    }

    [TestMethod]
    public void WhatCannotBeUsedIsNamed()
    {
        using var folder = new TemporaryFolder();
        string boxes = Write(folder, 1);
        ToolRun run = ToolRun.Of("detect", "evaluate", "--data", boxes, "--model", boxes);
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error, $"sppnet: '{boxes}' is no detector, or is damaged: ");
        Assert.AreEqual(2, ToolRun.Of("detect", "evaluate", "--data", boxes, "--model", boxes, "--image-set", "test").ExitCode);
        run = ToolRun.Of([.. TrainArguments(folder, boxes, folder["m.zip"]), "--proposals", "everywhere"]);
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error,
            "--proposals is one of selective-search, selective-search-quality, edge-boxes, or a file that ends in .csv");
        run = ToolRun.Of(["detect", "train", "--data", boxes, "--images", folder["pictures"], "--architecture", "squeezenet1.1", "--tap",
            "fire99", "--output", folder["m.zip"]]);
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.StartsWith(run.Error, "sppnet: The network squeezenet1.1 has no tap 'fire99'");
        File.WriteAllText(boxes, $"{File.ReadAllText(boxes)}scene0.png,red,500,0,600,9\n");
        run = Train(folder, boxes, folder["m.zip"]);
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.Contains(run.Error, "(500, 0, 600, 9) has no pixel of its image of 120×90.");
    }

    private static void AssertSameAsLibrary(TemporaryFolder folder, string model, string[] rows)
    {
        using SppDetector detector = SppDetector.Load(model);
        using MLImage image = ImageFile.Load(folder["pictures", "scene0.png"]);
        string[] expected = [.. detector.Detect(image).Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"scene0.png,{one.ClassName},{one.Score:R},{one.Box.Left:R},{one.Box.Top:R},{one.Box.Right:R},{one.Box.Bottom:R}"))];
        CollectionAssert.AreEqual(expected, rows.Where(row => row.StartsWith("scene0.png,", StringComparison.Ordinal)).ToArray());
    }

    private static ToolRun Train(TemporaryFolder folder, string boxes, string model, params string[] more) =>
        ToolRun.Of([.. TrainArguments(folder, boxes, model), "--proposals", "edge-boxes", .. more]);

    private static string[] TrainArguments(TemporaryFolder folder, string boxes, string model) =>
        ["detect", "train", "--data", boxes, "--images", folder["pictures"], "--architecture", "squeezenet1.1", "--tap", "fire3",
            "--scales", "180",
            "--levels", "2,1", "--quiet", "--output", model];

    /// <summary>Draws pictures into a folder and their boxes into a list beside them.</summary>
    private static string Write(TemporaryFolder folder, int count)
    {
        Directory.CreateDirectory(folder["pictures"]);
        var rows = new List<string> { "image,class,x0,y0,x1,y1" };
        foreach ((DetectionExample scene, int index) in DetectionScenes.Create(count).Select((scene, index) => (scene, index)))
        {
            using MLImage image = scene.Load();
            using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            Marshal.Copy(image.Pixels.ToArray(), 0, bitmap.GetPixels(), image.Pixels.Length);
            File.WriteAllBytes(folder["pictures", $"scene{index}.png"], TestImages.Encode(bitmap, SKEncodedImageFormat.Png));
            foreach (AnnotatedObject one in scene.Objects)
            {
                (string name, ImageBox box) = (DetectionScenes.Classes[one.ClassIndex], one.Box);
                rows.Add($"scene{index}.png,{name},{box.Left},{box.Top},{box.Right},{box.Bottom}");
            }
        }

        File.WriteAllLines(folder["pictures", "boxes.csv"], rows);
        return folder["pictures", "boxes.csv"];
    }

    private static JsonElement Json(string path) => ClassifyTool.Json(path);

    private static string[] Names(JsonElement element) => ClassifyTool.Names(element);
}
