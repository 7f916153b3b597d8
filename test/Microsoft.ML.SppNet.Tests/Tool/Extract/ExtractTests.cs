using System.Text.Json;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ExtractTests
{
    [TestMethod]
    public void AFolderGoesInOrdinalOrderOfRelativePaths()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["b/1.png", "a b/2.png", "B/3.png", "a/4.png"])
            DrawnImages.Save(folder["my pictures", name]);
        string output = folder["out", "x.npy"];
        ToolRun run = Extract(folder["my pictures"], output);
        Assert.AreEqual("", run.Error);
        Assert.AreEqual(0, run.ExitCode);
        CollectionAssert.AreEqual((string[])["B/3.png", "a b/2.png", "a/4.png", "b/1.png"], File.ReadAllLines(output + ".paths.txt"));
        Assert.HasCount(4, Rows(output));
        StringAssert.StartsWith(run.Output, $"{output}: 4 images, 256 dimensions, ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void AListKeepsItsOrderAndTakesBackslashes()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["a", "1.png"], shade: 10);
        DrawnImages.Save(folder["b c", "2.png"], shade: 200);
        File.WriteAllText(folder["list.txt"], "b c\\2.png\r\na/1.png\n");
        string output = folder["x.npy"];
        ToolRun run = Extract(folder["list.txt"], output);
        Assert.AreEqual("", run.Error);
        CollectionAssert.AreEqual((string[])["b c/2.png", "a/1.png"], File.ReadAllLines(output + ".paths.txt"));
        using SppNetwork network = SppNetwork.Create("zf5", 1);
        using var extractor = new SppFeatureExtractor(network, columns: new SppFeatureColumn("Features") { Levels = [1] });
        CollectionAssert.AreEqual(extractor.Extract(folder["a", "1.png"])[0], Rows(output)[1]);
    }

    [TestMethod]
    public void JsonHasTheKeysOfTheContract()
    {
        using var folder = new TemporaryFolder();
        string image = DrawnImages.Save(folder["1.png"]);
        ToolRun run = Extract(image, folder["x.csv"], "--json", folder["x.json"], "--device", "CPU", "--precision", "Float32",
            "--normalize", "L2", "--quiet");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["x.json"]));
        string[] keys = ["images", "dimensions", "seconds", "networkSeconds", "imagesPerSecond", "peakWorkingSetBytes", "skipped", "device",
            "precision"];
        CollectionAssert.AreEquivalent(keys, json.RootElement.EnumerateObject().Select(property => property.Name).ToArray());
        Assert.AreEqual(1, json.RootElement.GetProperty("images").GetInt32());
        Assert.AreEqual(256, json.RootElement.GetProperty("dimensions").GetInt32());
        Assert.AreEqual("cpu", json.RootElement.GetProperty("device").GetString());
        Assert.IsGreaterThan(1_000_000, json.RootElement.GetProperty("peakWorkingSetBytes").GetInt64());
        Assert.HasCount(2, File.ReadAllLines(folder["x.csv"]));
    }

    [TestMethod]
    public void AClassInTheLibSvmFormatIsTheNumberOfTheFoldersName()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["all", "cat", "1.png"]);
        DrawnImages.Save(folder["all", "hot dog", "1.png"]);
        DrawnImages.Save(folder["all", "hot dog", "2.png"]);
        Assert.AreEqual(0, Extract(folder["all"], folder["x.svm"]).ExitCode);
        CollectionAssert.AreEqual((string[])["1", "2", "2"], Classes(folder["x.svm"]));
        CollectionAssert.AreEqual((string[])["cat", "hot dog"], File.ReadAllLines(folder["x.svm.classes.txt"]));
    }

    [TestMethod]
    public void ClassesAreNumberedAsAnEarlierFileSays()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["all", "hot dog", "1.png"]);
        File.WriteAllLines(folder["names.txt"], ["cat", "hot dog"]);
        Assert.AreEqual(0, Extract(folder["all"], folder["x.svm"], "--classes", folder["names.txt"]).ExitCode);
        CollectionAssert.AreEqual((string[])["2"], Classes(folder["x.svm"]));
        File.WriteAllLines(folder["names.txt"], ["cat", "dog"]);
        ToolRun run = Extract(folder["all"], folder["y.svm"], "--classes", folder["names.txt"]);
        Assert.AreEqual((3, $"sppnet: '{folder["names.txt"]}' has no class 'hot dog', which an image is of.\n"), (run.ExitCode, run.Error));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void OutputsThatAreOneFileByALinkAreRefused()
    {
        using var folder = new TemporaryFolder();
        string image = DrawnImages.Save(folder["1.png"]);
        Directory.CreateDirectory(folder["real"]);
        Directory.CreateSymbolicLink(folder["link"], folder["real"]);
        ToolRun run = Extract(image, folder["real", "x.npy"], "--json", folder["link", "x.npy"]);
        Assert.AreEqual(
            (2, $"sppnet: --json '{folder["link", "x.npy"]}' and --output '{folder["real", "x.npy"]}' are the same file.\n"),
            (run.ExitCode, run.Error));
    }

    [TestMethod]
    public void WhereAllImagesAreSkippedNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["all"]);
        File.WriteAllText(folder["all", "1.jpg"], "not a picture");
        ToolRun run = Extract(folder["all"], folder["x.npy"], "--skip-bad");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.EndsWith(run.Error, "sppnet: None of the 1 images could be used; nothing was written.\n", StringComparison.Ordinal);
        Assert.IsEmpty(Directory.GetFiles(folder.Root));
    }

    [TestMethod]
    public void AnEntryOfAListThatIsNotThereIsNamedWithItsLine()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["1.png"]);
        File.WriteAllText(folder["list.txt"], "\n1.png\n\nnone.png\n");
        ToolRun run = Extract(folder["list.txt"], folder["x.npy"]);
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error, $"sppnet: '{folder["list.txt"]}', line 4: '{folder["none.png"]}'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void ABadImageStopsAndLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["all", "1.png"]);
        File.WriteAllText(folder["all", "2.jpg"], "not a picture");
        File.WriteAllText(folder["x.npy"], "old");
        ToolRun run = Extract(folder["all"], folder["x.npy"]);
        Assert.AreEqual(3, run.ExitCode);
        Assert.AreEqual($"sppnet: '{folder["all", "2.jpg"]}' is no image that can be read (it looks like text)\n", run.Error);
        Assert.AreEqual("old", File.ReadAllText(folder["x.npy"]));
        CollectionAssert.AreEquivalent((string[])[folder["x.npy"]], Directory.GetFiles(folder.Root));
    }

    [TestMethod]
    public void SkipBadListsEachAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["all", "1.png"]);
        DrawnImages.Save(folder["all", "2.png"], width: 5, height: 4);
        File.WriteAllText(folder["all", "3.jpg"], "not a picture");
        DrawnImages.Save(folder["all", "4.png"]);
        ToolRun run = Extract(folder["all"], folder["x.npy"], "--skip-bad", "--json", folder["x.json"]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        string[] errors = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual(
            $"sppnet: skipped: '{folder["all", "2.png"]}': image is 5x4 and the tap spp needs at least 31 pixels on the shorter side: "
                + "give a larger size", errors[0]);
        StringAssert.StartsWith(errors[1], $"sppnet: skipped: '{folder["all", "3.jpg"]}'", StringComparison.Ordinal);
        CollectionAssert.AreEqual((string[])["1.png", "4.png"], File.ReadAllLines(folder["x.npy.paths.txt"]));
        StringAssert.Contains(File.ReadAllText(folder["x.json"]), "\"skipped\": 2", StringComparison.Ordinal);
    }

    [TestMethod]
    public void AnImageThatANetworkWithoutAPyramidCannotReadIsNamedAndSkipped()
    {
        using var folder = new TemporaryFolder();
        string bad = DrawnImages.Save(folder["all", "1.png"], width: 260, height: 224);
        DrawnImages.Save(folder["all", "2.png"], width: 224, height: 224);
        string message =
            $"'{bad}': image is 260x224 and this network has no spatial pyramid: its pool5 must be 6×6 cells, which a 224×224 input gives, "
            + "but its input gave 7×6 from a map of 15×13 (use size 224 with the crop view)\n";
        ToolRun refused = Extract(folder["all"], folder["x.npy"], "--head", "pool5", "--tap", "pool5");
        Assert.AreEqual((3, $"sppnet: {message}"), (refused.ExitCode, refused.Error));
        ToolRun run = Extract(folder["all"], folder["x.npy"], "--head", "pool5", "--tap", "pool5", "--skip-bad");
        Assert.AreEqual((0, $"sppnet: skipped: {message}"), (run.ExitCode, run.Error));
        CollectionAssert.AreEqual((string[])["2.png"], File.ReadAllLines(folder["x.npy.paths.txt"]));
        Assert.AreEqual(0, Extract(bad, folder["y.npy"], "--head", "pool5", "--tap", "conv5").ExitCode, "its maps can be had of any size");
    }

    [TestMethod]
    public void ASecondRunReplacesTheFirst()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["all", "1.png"]);
        DrawnImages.Save(folder["all", "2.png"]);
        Assert.AreEqual(0, Extract(folder["all"], folder["x.npy"]).ExitCode);
        Assert.AreEqual(0, Extract(folder["all", "1.png"], folder["x.npy"]).ExitCode);
        Assert.HasCount(1, Rows(folder["x.npy"]));
        Assert.HasCount(1, File.ReadAllLines(folder["x.npy.paths.txt"]));
    }

    [TestMethod]
    public void CancelledBeforeTheFirstImageWritesNothing()
    {
        using var folder = new TemporaryFolder();
        string image = DrawnImages.Save(folder["all", "1.png"]);
        ToolRun run = ToolRun.Of(new CancellationToken(canceled: true), "extract", "--images", image, "--architecture", "zf5", "--output",
            folder["x.npy"]);
        Assert.AreEqual(130, run.ExitCode);
        Assert.AreEqual("sppnet: cancelled before the first image was finished; nothing was written.\n", run.Error);
        Assert.IsEmpty(Directory.GetFiles(folder.Root));
    }

    [TestMethod]
    [DynamicData(nameof(Goldens))]
    public void FeaturesAgreeWithPyTorch(string weights, NetworkArchitecture architecture, string tap)
    {
        using var folder = new TemporaryFolder();
        string network = SharedData.Require("weights", weights + ".safetensors"), images = SharedData.Require("golden", "images");
        foreach (string batch in (string[])["1", "8"])
        {
            string[] stride = architecture.Name == "resnet50" ? ["--stride-in", "conv1"] : [];
            ToolRun run = ToolRun.Of([
                "extract", "--images", images, "--network", network, "--architecture", architecture.Name, "--tap", tap, "--batch", batch,
                "--output", folder[batch + ".npy"], .. stride]);
            Assert.AreEqual(0, run.ExitCode, run.Error);
        }

        float[][] expected = GoldenFeatures.Read(weights, tap), one = Rows(folder["1.npy"]), eight = Rows(folder["8.npy"]);
        Assert.HasCount(expected.Length, one);
        for (int image = 0; image < expected.Length; image++)
        {
            GoldenFeatures.AssertClose(expected[image], one[image], GoldenFeatures.Tolerance, $"{weights} {tap} {image}");
            GoldenFeatures.AssertClose(one[image], eight[image], GoldenFeatures.BatchTolerance, $"{weights} {tap} {image} in batches");
        }
    }

    public static IEnumerable<object[]> Goldens => GoldenFeatures.Cases;

    private static ToolRun Extract(string images, string output, params string[] more) =>
        ToolRun.Of(["extract", "--images", images, "--architecture", "zf5", "--levels", "1", "--output", output, .. more]);

    private static string[] Classes(string path) => [.. File.ReadAllLines(path).Select(line => line.Split(' ')[0])];

    private static float[][] Rows(string path)
    {
        NpyArray array = NpyReader.Read(path);
        return array.Shape[0] == 0 ? [] : [.. array.Values.Chunk(array.Shape[1])];
    }
}
