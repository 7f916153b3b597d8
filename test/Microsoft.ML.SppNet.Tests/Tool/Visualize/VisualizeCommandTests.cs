using System.Text.Json;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary><c>sppnet visualize</c> on drawn pictures and an untrained net: what is written, and that its numbers are the
/// library's.</summary>
[TestClass]
public class VisualizeCommandTests
{
    private const string Net = "--architecture squeezenet1.1 --quiet";

    [TestMethod]
    public void FiltersAreAPictureNumbersAndAPage()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = Run($"filters {Net} --output {folder["out"]} --json {folder["f.json"]}");
        Assert.AreEqual((0, $"Page: {folder["out", "index.html"]}\n", ""), (run.ExitCode, run.Output, run.Error));
        CollectionAssert.AreEquivalent(
            new[] { "filters.npy", "filters.png", "index.html" }, Directory.GetFiles(folder["out"]).Select(Path.GetFileName).ToArray());
        NpyArray array = NpyReader.Read(folder["out", "filters.npy"]);
        CollectionAssert.AreEqual(new[] { 64, 3, 3, 3 }, array.Shape);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        CollectionAssert.AreEqual(FirstLayerFilters.Of(network).Values.ToArray(), array.Values);
        using JsonDocument json = Json(folder["f.json"]);
        Assert.AreEqual(("conv1", 64),
            (json.RootElement.GetProperty("layer").GetString(), json.RootElement.GetProperty("filters").GetInt32()));
    }

    [TestMethod]
    public void DeconvnetWritesTheLibrarysProjections()
    {
        using var folder = new TemporaryFolder();
        string image = DrawnImages.Save(folder["images", "a.png"]);
        ToolRun run = Run($"deconvnet {Net} --images {image} --tap fire2 --maps 5 --output {folder["out"]} --json {folder["d.json"]}");
        Assert.AreEqual((0, ""), (run.ExitCode, run.Error));
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using ActivationTrace trace = ActivationTrace.Run(network, NetworkInput.Load(network, image), "fire2");
        MapActivation strongest = trace.Strongest(5);
        foreach ((ProjectionMethod method, string name) in new[]
        {
            (ProjectionMethod.Deconvnet, "deconvnet"), (ProjectionMethod.GuidedBackpropagation, "guided-backpropagation"),
            (ProjectionMethod.Gradient, "gradient"),
        })
        {
            NpyArray array = NpyReader.Read(folder["out", $"image000-fire2-map5-{name}.npy"]);
            CollectionAssert.AreEqual(trace.Project(strongest, method).Values.ToArray(), array.Values, name);
        }

        using JsonDocument json = Json(folder["d.json"]);
        JsonElement activation = json.RootElement[0].GetProperty("activations")[0];
        Assert.AreEqual(strongest, new MapActivation(
            activation.GetProperty("map").GetInt32(), activation.GetProperty("row").GetInt32(), activation.GetProperty("column").GetInt32(),
            activation.GetProperty("value").GetSingle()));
    }

    [TestMethod]
    [DataRow("top")]
    [DataRow("strongest")]
    public void ASearchIsTheLibrarys(string command)
    {
        using var folder = new TemporaryFolder();
        string[] images =
            [.. Enumerable.Range(0, 4).Select(index => DrawnImages.Save(folder["images", $"{index}.png"], shade: (byte)(60 * index)))];
        string page = folder["page.html"];
        ToolRun run = Run(
            $"{command} {Net} --images {folder["images"]} --tap fire2 --maps 7,3 --count 2 --output {page} --json {folder["t.json"]}");
        Assert.AreEqual((0, ""), (run.ExitCode, run.Error));
        AssertSelfContained(page);
        Assert.HasCount(2, Directory.GetFiles(folder.Root), "the page and the JSON alone");
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        IReadOnlyList<MapResponses> found =
            StrongestActivations.Find(network, images, "fire2", new StrongestOptions { Maps = [7, 3], Count = 2 });
        using JsonDocument json = Json(folder["t.json"]);
        CollectionAssert.AreEqual(
            found.SelectMany(map => map.Responses.Select(one => (map.Map, one.Image, one.Activation.Value))).ToArray(),
            json.RootElement.GetProperty("maps").EnumerateArray()
                .SelectMany(map => map.GetProperty("responses").EnumerateArray().Select(one => (
                map.GetProperty("map").GetInt32(), one.GetProperty("image").GetInt32(),
                one.GetProperty("activation").GetProperty("value").GetSingle()))).ToArray());
    }

    [TestMethod]
    public void ABadImageIsLeftOutWhereThatIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["images", "a.png"]);
        File.WriteAllText(folder["images", "b.png"], "no image");
        string line = $"top {Net} --images {folder["images"]} --tap fire2 --maps 1 --output {folder["page.html"]}";
        ToolRun stopped = Run(line);
        Assert.AreEqual(3, stopped.ExitCode);
        Assert.StartsWith($"sppnet: '{folder["images", "b.png"]}' is no image that can be read", stopped.Error);
        ToolRun skipped = Run(line + " --skip-bad");
        Assert.AreEqual(0, skipped.ExitCode);
        Assert.StartsWith($"sppnet: warning: b.png: '{folder["images", "b.png"]}' is no image that can be read", skipped.Error);
    }

    [TestMethod]
    public void OcclusionWritesTheLibrarysNumbers()
    {
        using var folder = new TemporaryFolder();
        string image = DrawnImages.Save(folder["images", "a.png"]);
        using SppNetwork made = SppNetwork.Create("squeezenet1.1", classes: 3);
        made.Save(folder["net.safetensors"]);
        File.WriteAllLines(folder["labels.txt"], ["cat & co", "dog", "horse"]);
        ToolRun run = Run(
            $"occlusion --quiet --network {folder["net.safetensors"]} --images {image} --square 30 --stride 20 --maps 4 --labels "
                + $"{folder["labels.txt"]} "
            + $"--output {folder["out"]} --json {folder["o.json"]}");
        Assert.AreEqual((0, ""), (run.ExitCode, run.Error));
        AssertSelfContained(folder["out", "index.html"]);
        OcclusionResult expected = Occlusion.Measure(
            made, NetworkInput.Load(made, image), new OcclusionOptions { Square = 30, Stride = 20, Map = 4 });
        NpyArray array = NpyReader.Read(folder["out", "image000-map4.npy"]);
        CollectionAssert.AreEqual(new[] { 3, 4, 3 }, array.Shape);
        CollectionAssert.AreEqual(
            expected.Views.SelectMany(view => new[] { (float)view.Activation, view.Score, view.MostProbable }).ToArray(), array.Values);
        using JsonDocument json = Json(folder["o.json"]);
        Assert.AreEqual(expected.Whole.Activation, json.RootElement[0].GetProperty("whole").GetProperty("activation").GetDouble());
    }

    [TestMethod]
    public void EvolutionInvarianceAndCorrespondenceWritePages()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["images", "a.png"]);
        DrawnImages.Save(folder["images", "b.png"], shade: 200);
        using (SppNetwork made = SppNetwork.Create("squeezenet1.1", classes: 2))
            made.Save(folder["net.safetensors"]);
        File.WriteAllText(folder["parts.csv"], "image,part,x0,y0,x1,y1\na.png,eye,0,0,20,20\nb.png,eye,10,10,30,30\n");
        string net = folder["net.safetensors"], images = folder["images"];
        foreach (string line in new[]
        {
            $"evolution --epochs 1={net},5={net} --quiet --tap fire2 --maps 2,9", $"invariance --network {net} --quiet --tap conv1,spp",
            $"correspondence --network {net} --quiet --tap spp,logits --parts {folder["parts.csv"]} --random-parts 2",
        })
        {
            ToolRun run = Run($"{line} --images {images} --output {folder["page.html"]} --json {folder["r.json"]}");
            Assert.AreEqual((0, ""), (run.ExitCode, run.Error), line);
            AssertSelfContained(folder["page.html"]);
            using JsonDocument json = Json(folder["r.json"]);
            Assert.IsGreaterThan(0, json.RootElement.GetArrayLength(), line);
            File.Delete(folder["page.html"]);
        }
    }

    [TestMethod]
    [DataRow("deconvnet {0} --images {1} --tap conv7 --output {2}", 2,
        "The network squeezenet1.1 has no tap 'conv7'; it has spp, conv1, fire2, fire3, fire4, fire5, fire6, fire7, fire8, fire9.")]
    [DataRow("deconvnet {0} --images {1} --tap fire2 --maps 128 --output {2}", 2,
        "The tap 'fire2' has the maps 0 to 127; there is no map 128.")]
    [DataRow("top {0} --images {1} --tap fire2 --maps 128 --output {2}", 2, "The tap 'fire2' has the maps 0 to 127; there is no map 128.")]
    [DataRow("top {0} --images {1} --tap fire2,fire3 --output {2}", 2, "--tap takes one name here.")]
    [DataRow("occlusion {0} --images {1} --square 71 --output {2}", 2,
        "A square of 71 pixels is larger than the image, which the network sees at 90×70.")]
    [DataRow("occlusion {0} --images {1} --class 1 --output {2}", 2,
        "There are no classes, and so no class 1: the network has no logits.")]
    [DataRow("filters {0} --output ", 2, "--output names no file or folder.")]
    [DataRow("deconvnet {0} --images {1}.none --output {2}", 3, "There is no image, folder or list '{1}.none'.")]
    [DataRow("deconvnet {0} --images {1} --view crop --output {2}", 2,
        "The view Crop needs a size, such as 224; only the full view works at native size.")]
    [DataRow("deconvnet {0} --images {1} --size 0 --output {2}", 2,
        "--size is a number of pixels from 1 to 16384, or native, not '0'. See sppnet --help.")]
    [DataRow("evolution --epochs x --images {1} --output {2}", 2,
        "--epochs takes pairs of an epoch and a file, such as 1=A.safetensors,5=B.safetensors, not 'x'. See sppnet --help.")]
    [DataRow("evolution --epochs 1={1}.none --images {1} --output {2}", 3, "There is no weight file '{1}.none'.")]
    [DataRow("correspondence {0} --images {1} --parts {1}.csv --output {2}", 3,
        "'{1}.csv', line 2: expected image,part,x0,y0,x1,y1, found 'a.png,eye,0,0,x,9'.")]
    [DataRow("occlusion {0} --images {1} --output {2}/deeper.html", 3, "Cannot write '{2}/deeper.html': '{2}' is a file, not a folder.")]
    public void WhatCannotBeDoneIsSaid(string line, int code, string sentence)
    {
        using var folder = new TemporaryFolder();
        string image = DrawnImages.Save(folder["a.png"]);
        File.WriteAllText(image + ".csv", "image,part,x0,y0,x1,y1\na.png,eye,0,0,x,9\n");
        if (line.Contains("deeper", StringComparison.Ordinal))
            File.WriteAllText(folder["page.html"], "");
        string Fill(string text) => text.Replace("{0}", Net).Replace("{1}", image).Replace("{2}", folder["page.html"]);
        ToolRun run = ToolRun.Of(["visualize", .. Fill(line).Split(' ')]);
        Assert.AreEqual((code, $"sppnet: {Fill(sentence)}\n"), (run.ExitCode, run.Error));
    }

    private static ToolRun Run(string line) => ToolRun.Of(["visualize", .. line.Split(' ')]);

    private static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(path));

    /// <summary>Nothing is fetched: all pictures are in the page, and there is no script.</summary>
    private static void AssertSelfContained(string path)
    {
        string page = File.ReadAllText(path);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal));
        Assert.AreEqual(page.Split("src=\"").Length, page.Split("src=\"data:image/").Length);
    }
}
