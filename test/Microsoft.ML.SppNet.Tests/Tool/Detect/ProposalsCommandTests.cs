using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ProposalsCommandTests
{
    [TestMethod]
    [DataRow("selective-search")]
    [DataRow("selective-search-quality")]
    [DataRow("edge-boxes")]
    public void BoxesAreThoseOfTheLibraryAndReadBack(string method)
    {
        using var folder = new TemporaryFolder();
        Draw(folder["images", "a", "1.png"], 1);
        Draw(folder["images", "b,2.png"], 2);
        ToolRun run = Run(folder, "--method", method, "--max", "40", "--min-side", "5", "--json", folder["boxes.json"]);
        Assert.AreEqual((0, ""), (run.ExitCode, run.Error));
        ProposalFile file = ProposalFile.Read(folder["boxes.csv"], folder["images"]);
        Assert.AreEqual(2, file.Images);
        IProposalMethod library = method == "edge-boxes"
            ? new EdgeBoxes(new EdgeBoxesOptions { MaximumBoxes = 40, MinimumSide = 5 })
            : new SelectiveSearch(new SelectiveSearchOptions
            {
                Mode = method == "selective-search" ? SelectiveSearchMode.Fast : SelectiveSearchMode.Quality,
                MaximumBoxes = 40,
                MinimumSide = 5,
            });
        int boxes = 0;
        foreach (string path in (string[])[folder["images", "a", "1.png"], folder["images", "b,2.png"]])
        {
            using MLImage image = ImageFile.Load(path);
            ScoredBox[] expected = [.. library.Propose(image)];
            CollectionAssert.AreEqual(expected, file.Propose(image).ToArray());
            boxes += expected.Length;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["boxes.json"]));
        Assert.AreEqual(2, json.RootElement.GetProperty("images").GetInt32());
        Assert.AreEqual(boxes, json.RootElement.GetProperty("boxes").GetInt32());
        Assert.IsGreaterThan(0, json.RootElement.GetProperty("secondsPerImage").GetDouble());
        StringAssert.StartsWith(run.Output, $"{folder["boxes.csv"]}: 2 images, {boxes} boxes, ", StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(folder["boxes.csv"]);
        Assert.AreEqual("image,x0,y0,x1,y1,score", lines[0]);
        StringAssert.StartsWith(lines[1], "a/1.png,", StringComparison.Ordinal);
        StringAssert.StartsWith(lines[^1], "\"b,2.png\",", StringComparison.Ordinal);
    }

    /// <summary>Another process with another number of threads.</summary>
    [TestMethod]
    [DataRow("selective-search")]
    [DataRow("edge-boxes")]
    public void AnotherProcessFindsTheSame(string method)
    {
        using var folder = new TemporaryFolder();
        Draw(folder["images", "1.png"], 1);
        Assert.AreEqual(0, Run(folder, "--method", method).ExitCode);
        byte[] here = File.ReadAllBytes(folder["boxes.csv"]);
        string tool = Path.Combine(AppContext.BaseDirectory, "sppnet.dll");
        ChildProcess.Run(
            folder.Root, "dotnet",
            ["exec", tool, "detect", "proposals", "--images", "images", "--method", method, "--threads", "1", "--output", "there.csv"])
            .Succeeded("sppnet detect proposals");
        CollectionAssert.AreEqual(here, File.ReadAllBytes(folder["there.csv"]));
    }

    [TestMethod]
    public void TheSeedOrdersTheBoxes()
    {
        using var folder = new TemporaryFolder();
        Draw(folder["images", "1.png"], 1);
        Run(folder, "--seed", "0");
        string[] first = File.ReadAllLines(folder["boxes.csv"]);
        Run(folder);
        CollectionAssert.AreEqual(first, File.ReadAllLines(folder["boxes.csv"]));
        Run(folder, "--seed", "1");
        CollectionAssert.AreNotEqual(first, File.ReadAllLines(folder["boxes.csv"]));
    }

    /// <summary>What a cancelled run has found is kept, and found again only where the image or a setting has changed.</summary>
    [TestMethod]
    public void ARunThatWasCutOffIsTakenUp()
    {
        using var folder = new TemporaryFolder();
        Draw(folder["images", "1.png"], 1);
        Draw(folder["images", "2.png"], 2);
        File.WriteAllText(folder["images", "3.png"], "no image");
        ToolRun stopped = Run(folder);
        Assert.AreEqual(3, stopped.ExitCode);
        StringAssert.Contains(stopped.Error, "3.png", StringComparison.Ordinal);
        Assert.IsFalse(File.Exists(folder["boxes.csv"]));
        Assert.IsTrue(File.Exists(folder["boxes.csv.partial"]));
        // The end of the last entry is lost, as when the process is killed while it writes.
        using (FileStream partial = File.Open(folder["boxes.csv.partial"], FileMode.Open))
            partial.SetLength(partial.Length - 7);

        Draw(folder["images", "3.png"], 3);
        ToolRun resumed = Run(folder);
        Assert.AreEqual((0, "sppnet: 1 of 3 images are known from a run that was not finished.\n"), (resumed.ExitCode, resumed.Error));
        Assert.IsFalse(File.Exists(folder["boxes.csv.partial"]));
        byte[] boxes = File.ReadAllBytes(folder["boxes.csv"]);
        Assert.AreEqual("", Run(folder).Error);
        CollectionAssert.AreEqual(boxes, File.ReadAllBytes(folder["boxes.csv"]));
    }

    [TestMethod]
    public void OtherSettingsBeginAnew()
    {
        using var folder = new TemporaryFolder();
        Draw(folder["images", "1.png"], 1);
        File.WriteAllText(folder["images", "2.png"], "no image");
        Assert.AreEqual(3, Run(folder).ExitCode);
        ToolRun other = Run(folder, "--min-side", "9", "--skip-bad");
        Assert.AreEqual(0, other.ExitCode);
        StringAssert.StartsWith(other.Error, "sppnet: skipped: ", StringComparison.Ordinal);
        StringAssert.EndsWith(other.Output, " s/image, 1 skipped\n", StringComparison.Ordinal);
    }

    [TestMethod]
    public void ACancelledRunSaysWhatIsKept()
    {
        using var folder = new TemporaryFolder();
        Draw(folder["images", "1.png"], 1);
        ToolRun run = ToolRun.Of(new CancellationToken(canceled: true), Arguments(folder));
        Assert.AreEqual((130, "sppnet: cancelled before the first image was finished; nothing was written.\n"), (run.ExitCode, run.Error));
        Assert.IsFalse(File.Exists(folder["boxes.csv"]));
        Assert.IsFalse(File.Exists(folder["boxes.csv.partial"]));
    }

    private static ToolRun Run(TemporaryFolder folder, params string[] options) => ToolRun.Of([.. Arguments(folder), .. options]);

    private static string[] Arguments(TemporaryFolder folder) =>
        ["detect", "proposals", "--images", folder["images"], "--output", folder["boxes.csv"]];

    private static void Draw(string path, ulong seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using MLImage image = DrawnScene.Create(120, 90, seed: seed);
        image.Save(path);
    }
}
