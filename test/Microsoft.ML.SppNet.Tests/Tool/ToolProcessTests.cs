using System.Diagnostics;
using Microsoft.ML.SppNet.Files;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ToolProcessTests
{
    private static string ToolPath => Path.Combine(AppContext.BaseDirectory, "sppnet.dll");

    [TestMethod]
    public void ExitCodesReachTheShell()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["my pictures", "1.png"]);
        string[] extract = ["exec", ToolPath, "extract", "--architecture", "zf5", "--levels", "1", "--output", "my features.npy"];
        ChildProcess good = ChildProcess.Run(folder.Root, "dotnet", [.. extract, "--images", "my pictures"]);
        Assert.AreEqual(0, good.ExitCode, good.Error);
        Assert.AreEqual("", good.Error);
        StringAssert.StartsWith(good.Output, "my features.npy: 1 images, 256 dimensions, ", StringComparison.Ordinal);
        Assert.IsTrue(File.Exists(folder["my features.npy"]));
        Assert.AreEqual(2, ChildProcess.Run(folder.Root, "dotnet", extract).ExitCode);
        Assert.AreEqual(3, ChildProcess.Run(folder.Root, "dotnet", [.. extract, "--images", "none"]).ExitCode);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void ACacheThatCannotBeKeptIsNamed()
    {
        using var folder = new TemporaryFolder();
        for (int image = 0; image < 4; image++)
            DrawnImages.Save(folder[$"set/{image % 2}/{image}.png"]);
        File.WriteAllText(folder["file"], "");
        string[] fit = [
            "dotnet", "exec", ToolPath, "fit", "--data", "set", "--output", "m.zip", "--architecture", "zf5", "--levels", "1",
            "--test-share", "0",
        ];
        ChildProcess refused = ChildProcess.Run(folder.Root, "env", [.. fit, "--cache", "file"]);
        Assert.AreEqual((3, $"sppnet: --cache 'file': '{folder["file"]}' is a file, not a folder.\n"), (refused.ExitCode, refused.Error));
        ChildProcess without = ChildProcess.Run(folder.Root, "env", [$"XDG_DATA_HOME={folder["file"]}", .. fit]);
        Assert.AreEqual(0, without.ExitCode, without.Error);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains(
                $"sppnet: warning: '{folder["file"]}' is a file, not a folder: features are not kept for the next run; --cache FOLDER "
                    + "keeps them elsewhere, "
                + "and --no-cache says that this is meant.\n",
                without.Error);
        }
    }

    [TestMethod]
    [DataRow(Signals.Interrupt)]
    [DataRow(Signals.Terminate)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void CtrlCKeepsTheFinishedRows(int signal)
    {
        using var folder = new TemporaryFolder();
        const int images = 4000;
        string picture = DrawnImages.Save(folder["1.png"], 300, 300);
        File.WriteAllLines(folder["list.txt"], Enumerable.Repeat(picture, images));
        ChildProcess run = ChildProcess.Run(
            folder.Root, "env",
            [.. Signals.Heard, "dotnet", "exec", ToolPath, "extract", "--architecture", "zf5", "--images", "list.txt", "--output", "x.npy"],
            process => InterruptOnceRowsAreWritten(process, folder.Root, signal));
        Assert.AreEqual(130, run.ExitCode, run.Error);
        int rows = NpyReader.Read(folder["x.npy"]).Shape[0];
        Assert.AreEqual($"sppnet: cancelled; 'x.npy' holds the first {rows} of {images} images.\n", run.Error);
        Assert.IsTrue(rows is > 0 and < images);
        Assert.HasCount(rows, File.ReadAllLines(folder["x.npy.paths.txt"]));
        Assert.IsEmpty(Directory.GetFiles(folder.Root, ".*"));
    }

    [TestMethod]
    [DataRow("fit", "cache")]
    [DataRow("classify", "cache")]
    [DataRow("predict", "p.csv.partial")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void OneSignalEndsARunWithWhatIsFinished(string command, string grows)
    {
        const int PerClass = 60;
        using var data = new TinyDataSet();
        for (int index = 0; index < PerClass; index++)
        {
            data.Draw($"images/a/{index}.png", 700, 700, new SKColor((byte)index, 0, 0));
            data.Draw($"images/b/{index}.png", 700, 700, new SKColor(0, (byte)(index + 100), 0));
            data.Draw($"small/{(index % 2 == 0 ? "a" : "b")}/{index}.png", 60, 60, new SKColor((byte)(index * 2), 0, 9));
        }

        string[] features = ["--architecture", "squeezenet1.1", "--size", "native", "--cache", "cache"];
        string[] model = ["fit", "--output", data.PathOf("model.zip"), "--data", data.PathOf("small"), "--no-cache", .. features[..4]];
        Assert.AreEqual(0, command == "predict" ? ToolRun.Of(model).ExitCode : 0);
        string[] arguments = command switch
        {
            "fit" => ["fit", "--data", "images", "--output", "m.zip", .. features],
            "classify" => ["classify", "caltech101", "--data", "images", .. features],
            _ => ["predict", "--model", "model.zip", "--images", "images", "--output", "p.csv"],
        };
        TimeSpan took = default;
        ChildProcess run =
            ChildProcess.Run(data.Root, "env", [.. Signals.Heard, "dotnet", "exec", ToolPath, .. arguments, "--quiet"], process =>
        {
            while (!process.HasExited && Length(data.PathOf(grows)) < 1000)
                Thread.Sleep(20);
            var watch = Stopwatch.StartNew();
            Signals.Send(process);
            process.WaitForExit(TimeSpan.FromSeconds(20));
            took = watch.Elapsed;
        });
        Assert.AreEqual(130, run.ExitCode, run.Error);
        // Two seconds, and one more for a machine that has other work.
        Assert.IsTrue(took < TimeSpan.FromSeconds(3), $"{took}");
        Assert.IsEmpty(Directory.GetFiles(data.Root, ".*"));
        if (command == "predict")
            AssertGoesOn(data, (File.ReadAllLines(data.PathOf(grows)).Length - 1) / 2);
    }

    /// <summary>The same command, on the images that are known and one more, computes that one.</summary>
    private static void AssertGoesOn(TinyDataSet data, int known)
    {
        string[] images = [.. ImageFolder.Enumerate(data.PathOf("images")).Select(image => image.Path)];
        foreach (string image in images[(known + 1)..])
            File.Delete(image);
        ToolRun run =
            ToolRun.Of("predict", "--model", data.PathOf("model.zip"), "--images", data.PathOf("images"), "--output", data.PathOf("p.csv"));
        Assert.AreEqual(
            (0, $"sppnet: {known} of {known + 1} images are known from a run that was not finished.\n"), (run.ExitCode, run.Error));
        Assert.HasCount(known + 2, File.ReadAllLines(data.PathOf("p.csv")));
        Assert.IsFalse(File.Exists(data.PathOf("p.csv.partial")));
    }

    private static long Length(string path) => Directory.Exists(path)
        ? Directory.GetFiles(path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length)
        : File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Rows go to a hidden file until the end: when it has grown past its header, images are finished.</summary>
    private static void InterruptOnceRowsAreWritten(Process process, string folder, int signal)
    {
        while (!process.HasExited && !Directory.GetFiles(folder, ".*.tmp").Any(file => new FileInfo(file).Length > 100_000))
            Thread.Sleep(20);
        Signals.Send(process, signal);
    }
}
