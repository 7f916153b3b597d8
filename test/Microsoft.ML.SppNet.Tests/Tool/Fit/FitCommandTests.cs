using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML.SppNet.LinearSvc;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class FitCommandTests
{
    private static readonly (string Name, SKColor Color)[] Two = [("blue", SKColors.Blue), ("red, dark", SKColors.DarkRed)];

    [TestMethod]
    public void TwoClassesOfTenImagesAreLearnedPredictedAndEvaluated()
    {
        using TinyDataSet data = Draw(10);
        JsonElement fitted = Fit(data, "--cost", "auto");
        CollectionAssert.IsSubsetOf(
            new[] { "classes", "train", "test", "accuracy", "meanPerClassAccuracy", "cost", "secondsExtract", "secondsTrain" },
            ClassifyTool.Names(fitted));
        Assert.AreEqual(
            (2, 16, 4, 100.0),
            (fitted.GetProperty("classes").GetInt32(), fitted.GetProperty("train").GetInt32(), fitted.GetProperty("test").GetInt32(),
                fitted.GetProperty("accuracy").GetDouble()));

        string bad = data.Write("images/blue/broken.png", "no picture");
        ToolRun predicted = ToolRun.Of(
            "predict", "--model", data.PathOf("model.zip"), "--images", data.PathOf("images"), "--output", data.PathOf("p.csv"), "--top",
            "5");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Error);
        StringAssert.StartsWith(predicted.Error, $"sppnet: skipped: '{bad}'", StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(data.PathOf("p.csv"));
        Assert.AreEqual("image,class,probability,class2,probability2", lines[0]);
        Assert.HasCount(21, lines);
        Assert.IsTrue(lines[1..11]
            .All(line => line.StartsWith("blue/", StringComparison.Ordinal) && line.Contains(",blue,", StringComparison.Ordinal)));
        StringAssert.StartsWith(lines[11], "\"red, dark/0.png\",\"red, dark\",", StringComparison.Ordinal);

        ToolRun evaluated = ToolRun.Of(
            "evaluate", "--model", data.PathOf("model.zip"), "--data", data.PathOf("images"), "--json", data.PathOf("e.json"));
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Error);
        JsonElement json = ClassifyTool.Json(data.PathOf("e.json"));
        Assert.AreEqual((20, 100.0), (json.GetProperty("images").GetInt32(), json.GetProperty("meanPerClassAccuracy").GetDouble()));
    }

    [TestMethod]
    public void TheModelIsAnOrdinaryOne()
    {
        using TinyDataSet data = Draw(4);
        Fit(data);
        var mlContext = new MLContext();
        using var engine =
            mlContext.Model.CreatePredictionEngine<Photograph, Answer>(mlContext.Model.Load(data.PathOf("model.zip"), out _));
        Assert.AreEqual("red, dark", engine.Predict(new Photograph { ImagePath = data.PathOf("images/red, dark/0.png") }).Prediction);
    }

    [TestMethod]
    public void ASingleImageOfAClassIsTrainedOnAndSaid()
    {
        using TinyDataSet data = Draw(4);
        data.Draw("images/green/0.png", 70, 70, SKColors.Green);
        ToolRun run = ToolRun.Of(Arguments(data));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual(
            "sppnet: warning: class green has a single image: it is trained on, and how well the class is recognised cannot be said.\n",
            run.Error);
    }

    /// <summary>The signal itself and its time are ToolSignalTests' affair; here it comes while SVMs are trained, once for the cost and
    /// once for good.</summary>
    [TestMethod]
    [DataRow("auto", "42")]
    [DataRow("1", "12")]
    public void ARunCancelledInTrainingLeavesNoModel(string cost, string trainings)
    {
        using TinyDataSet data = Draw(10);
        using var cancel = new CancellationTokenSource();
        using var error = new CancellingWriter(cancel, $"/{trainings}");
        int code = Tool.ToolCommandLine.Run(
            [.. Arguments(data), "--cost", cost], new Tool.ToolConsole(TextWriter.Null, error, Interactive: true), cancel.Token);
        Assert.AreEqual(130, code, error.ToString());
        StringAssert.EndsWith(error.ToString(), "sppnet: cancelled.\n", StringComparison.Ordinal);
        Assert.IsFalse(File.Exists(data.PathOf("model.zip")));
    }

    [TestMethod]
    public void AnEvaluationThatIsCancelledSaysThatItKeepsNothing()
    {
        using TinyDataSet data = Draw(10);
        Fit(data);
        using var cancel = new CancellationTokenSource();
        using var error = new CancellingWriter(cancel, "] ");
        int code = Tool.ToolCommandLine.Run(
            ["evaluate", "--model", data.PathOf("model.zip"), "--data", data.PathOf("images")],
            new Tool.ToolConsole(TextWriter.Null, error, Interactive: true), cancel.Token);
        Assert.AreEqual(130, code, error.ToString());
        StringAssert.Matches(error.ToString(), new(
            @"sppnet: \d+ of 20 images were scored and are not kept: evaluate begins anew\. "
            + @"predict keeps its rows and goes on from them\.\nsppnet: cancelled\.\n$"));
    }

    /// <summary>Asks for the end once a text is written.</summary>
    private sealed class CancellingWriter(CancellationTokenSource cancel, string trigger) : StringWriter
    {
        public override string NewLine => "\n";

        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(trigger, StringComparison.Ordinal) == true)
                cancel.Cancel();
        }
    }

    /// <summary>Models of other programs may leave images out or give NaN: the tool tells each in its own way.</summary>
    [TestMethod]
    [DataRow(BadImages.SkipRow)]
    [DataRow(BadImages.MissingValues)]
    public void BadImagesAreToldWhateverTheModelDoesWithThem(BadImages bad)
    {
        using TinyDataSet data = Draw(4);
        var mlContext = new MLContext(1);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var model = mlContext.Transforms
            .ExtractSppFeatures(
                "ImagePath", network, new SppFeatureOptions { Sizes = [64], BadImages = bad },
                new SppFeatureColumn("Features") { Levels = [1] })
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration { Folds = 2 }))
            .Fit(mlContext.Data.LoadImageFolder(data.PathOf("images")));
        mlContext.Model.Save(model, null, data.PathOf("model.zip"));
        string broken = data.Write("images/blue/2b.png", "no picture");
        ToolRun run =
            ToolRun.Of("predict", "--model", data.PathOf("model.zip"), "--images", data.PathOf("images"), "--output", data.PathOf("p.csv"));
        Assert.AreEqual(
            (0, $"sppnet: skipped: '{broken}' is no image that can be read (it looks like text)\n"), (run.ExitCode, run.Error));
        Assert.HasCount(1 + 8, File.ReadAllLines(data.PathOf("p.csv")));
    }

    /// <summary>ML.NET loads the parts of a model by reflection, and says nothing of what was wrong with one.</summary>
    [TestMethod]
    public void ADamagedModelIsSaidInWords()
    {
        using TinyDataSet data = Draw(4);
        Fit(data);
        string damaged = data.PathOf("damaged.zip");
        using (ZipArchive from = ZipFile.OpenRead(data.PathOf("model.zip")), to = ZipFile.Open(damaged, ZipArchiveMode.Create))
        {
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using Stream whole = entry.Open(), rest = to.CreateEntry(entry.FullName).Open();
                if (entry.Name != "Network.safetensors")
                    whole.CopyTo(rest);
            }
        }

        ToolRun run = ToolRun.Of("predict", "--model", damaged, "--images", data.PathOf("images"), "--output", data.PathOf("p.csv"));
        Assert.AreEqual(
            (3, $"sppnet: '{damaged}' is no ML.NET model that can be loaded: 'Network.safetensors of the model' is not a valid "
                + "safetensors file: "
                + "it has 0 bytes, expected at least the 8 of the header's length.\n"),
            (run.ExitCode, run.Error));
    }

    [TestMethod]
    public void OneClassIsRefused()
    {
        using var data = new TinyDataSet();
        data.Draw("images/green/0.png", 70, 70, SKColors.Green);
        ToolRun run = ToolRun.Of(Arguments(data));
        string message = $"sppnet: '{data.PathOf("images")}' has images of one class only, green; a classifier tells two or more apart.\n";
        Assert.AreEqual((3, message), (run.ExitCode, run.Error));
    }

    [TestMethod]
    public void AClassThatTheModelDoesNotKnowIsNamed()
    {
        using TinyDataSet data = Draw(4);
        Fit(data);
        data.Draw("images/green/0.png", 70, 70, SKColors.Green);
        ToolRun run = ToolRun.Of("evaluate", "--model", data.PathOf("model.zip"), "--data", data.PathOf("images"));
        string message =
            $"sppnet: '{data.PathOf("images")}' has a class 'green', and the classes of '{data.PathOf("model.zip")}' are blue, red, "
                + "dark.\n";
        Assert.AreEqual((3, message), (run.ExitCode, run.Error));
    }

    [TestMethod]
    public void TheReportShowsMistakesAndNeedsNothingElse()
    {
        using var data = new TinyDataSet();
        // Two classes that nobody can tell apart: half of the test images are taken for the other.
        for (int index = 0; index < 10; index++)
        {
            data.Draw($"images/a<b/{index}.png", 64, 66, SKColors.Blue);
            data.Draw($"images/c/{index}.png", 64, 66, SKColors.Blue);
        }

        Fit(data, "--report", data.PathOf("page.html"));
        string html = File.ReadAllText(data.PathOf("page.html"));
        StringAssert.Contains(html, "<title>Classifier of images</title>");
        StringAssert.Contains(html, "<b>50.00 %</b>accuracy");
        StringAssert.Contains(html, "a&lt;b");
        Assert.AreEqual(2, html.Split("src=\"data:image/jpeg;base64,/9j/").Length - 1);
        Assert.IsFalse(html.Contains("://", StringComparison.Ordinal)
            || html.Contains("<script", StringComparison.Ordinal), "needs nothing else");
    }

    [TestMethod]
    public void AListSaysTheClassesAndBadImagesAreLeftOut()
    {
        using TinyDataSet data = Draw(5);
        string bad = data.Write("images/blue/broken.png", "no picture");
        string list = data.Write("list.csv", "path,label\n" + string.Concat(Two.SelectMany(one => Enumerable.Range(0, 5)
            .Select(index => $"\"images/{one.Name}/{index}.png\",\"{one.Name}\"\n"))) + "images/blue/broken.png, blue\n");
        string[] arguments = [.. Arguments(data).Select(argument => argument == data.PathOf("images") ? list : argument)];
        Assert.AreEqual(3, ToolRun.Of(arguments).ExitCode);
        ToolRun run = ToolRun.Of([.. arguments, "--skip-bad"]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual($"sppnet: skipped: '{bad}' is no image that can be read (it looks like text)\n", run.Error);
        JsonElement json = ClassifyTool.Json(data.PathOf("result.json"));
        Assert.AreEqual(
            (2, 8, 2, 1),
            (json.GetProperty("classes").GetInt32(), json.GetProperty("train").GetInt32(), json.GetProperty("test").GetInt32(),
                json.GetProperty("skipped").GetInt32()));

        ToolRun evaluated = ToolRun.Of("evaluate", "--model", data.PathOf("model.zip"), "--data", list);
        Assert.AreEqual("10 images: accuracy 100.00 %, mean per class 100.00 %\n", evaluated.Output, evaluated.Error);
    }

    private static JsonElement Fit(TinyDataSet data, params string[] more)
    {
        ToolRun run = ToolRun.Of([.. Arguments(data), .. more]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        return ClassifyTool.Json(data.PathOf("result.json"));
    }

    private static string[] Arguments(TinyDataSet data) =>
        ["fit", "--data", data.PathOf("images"), "--output", data.PathOf("model.zip"), "--json", data.PathOf("result.json"), "--no-cache",
            .. ClassifyTool.SmallNet];

    private static TinyDataSet Draw(int perClass)
    {
        var data = new TinyDataSet();
        foreach ((string name, SKColor color) in Two)
        {
            for (int index = 0; index < perClass; index++)
                data.Draw($"images/{name}/{index}.png", 64 + index, 66, color);
        }

        return data;
    }

    private sealed class Photograph
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Answer
    {
        public string Prediction { get; set; } = "";
    }
}
