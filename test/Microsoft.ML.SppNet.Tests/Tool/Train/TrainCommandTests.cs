using System.Text.Json;
using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class TrainCommandTests
{
    [TestMethod]
    public void TrainsAndGoesOnFromItsCheckpoint()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = Arguments(folder, "one");
        ToolRun first = ToolRun.Of([.. arguments, "--epochs", "1"]);
        Assert.AreEqual(ExitCode.Done, first.ExitCode, first.Error);
        ToolRun second = ToolRun.Of([.. arguments, "--epochs", "2", "--resume"]);
        Assert.AreEqual(ExitCode.Done, second.ExitCode, second.Error);
        ToolRun whole = ToolRun.Of([.. Arguments(folder, "whole"), "--epochs", "2"]);
        Assert.AreEqual(ExitCode.Done, whole.ExitCode, whole.Error);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["whole.safetensors"]), File.ReadAllBytes(folder["one.safetensors"]));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["one.json"]));
        JsonElement epochs = json.RootElement.GetProperty("epochs");
        Assert.AreEqual(2, epochs.GetArrayLength());
        foreach (string name in (string[])["epoch", "size", "trainLoss", "validationLoss", "validationAccuracy", "learningRate", "seconds"])
            Assert.AreEqual(JsonValueKind.Number, epochs[1].GetProperty(name).ValueKind, name);
        Assert.IsGreaterThan(0, json.RootElement.GetProperty("imagesPerSecond").GetDouble());
        Assert.AreEqual(0, json.RootElement.GetProperty("skipped").GetInt32());
        using SppNetwork network = SppNetwork.Load(folder["one.safetensors"]);
        Assert.AreEqual(2, network.Channels("logits"));
    }

    [TestMethod]
    public void ACheckpointThatIsThereIsNotOverwritten()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = Arguments(folder, "run");
        File.WriteAllText(folder["run.checkpoint"], "");
        ToolRun run = ToolRun.Of([.. arguments, "--epochs", "1"]);
        Assert.AreEqual($"sppnet: There is a checkpoint '{folder["run.checkpoint"]}' already: resume from it, or name another file.",
            run.Error.Trim());
        Assert.AreEqual(ExitCode.Failed, run.ExitCode);
    }

    /// <summary>SIGKILL, which no program hears of, at moments that fall inside epochs and into the writing of checkpoints.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(35)]
    [DataRow(120)]
    public void KilledAtAnyMomentItGoesOnToTheUninterruptedRunsWeights(int milliseconds)
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. Arguments(folder, "killed"), "--epochs", "6"];
        ChildProcess killed = ChildProcess.Run(folder.Root, "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "sppnet.dll"), .. arguments], process =>
        {
            while (!File.Exists(folder["killed.checkpoint"]) && !process.HasExited)
                Thread.Sleep(1);
            Thread.Sleep(milliseconds);
            process.Kill();
        });
        Assert.AreNotEqual(ExitCode.Done, killed.ExitCode, "it was over before it was killed: give it more epochs");
        Assert.IsFalse(File.Exists(folder["killed.safetensors"]));
        ToolRun resumed = ToolRun.Of([.. arguments, "--resume"]);
        Assert.AreEqual(ExitCode.Done, resumed.ExitCode, resumed.Error);
        ToolRun whole = ToolRun.Of([.. Arguments(folder, "whole"), "--epochs", "6"]);
        Assert.AreEqual(ExitCode.Done, whole.ExitCode, whole.Error);
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["whole.safetensors"]), File.ReadAllBytes(folder["killed.safetensors"]));
    }

    [TestMethod]
    public void ThePageShowsEveryEpochAndTheCardNamesTheClasses()
    {
        using var folder = new TemporaryFolder();
        ToolRun run = ToolRun.Of([.. Arguments(folder, "run"), "--epochs", "2", "--report", folder["run.html"]]);
        Assert.AreEqual(ExitCode.Done, run.ExitCode, run.Error);
        string page = File.ReadAllText(folder["run.html"]);
        StringAssert.Contains(page, "<h2>Validation images recognised, percent</h2>");
        using SppNetwork network = SppNetwork.Load(folder["run.safetensors"]);
        CollectionAssert.AreEqual((string[])["class 0", "class 1"], network.Card.Classes!.ToArray());
        Assert.AreEqual(48, network.Card.Size);

        ToolRun tested = ToolRun.Of("classify", "folder", "--data", folder["data"], "--network", folder["run.safetensors"], "--json",
            folder["test.json"], "--quiet");
        Assert.AreEqual(ExitCode.Done, tested.ExitCode, tested.Error);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["test.json"]));
        Assert.AreEqual(12, json.RootElement.GetProperty("images").GetInt32());
        Assert.AreEqual(100, json.RootElement.GetProperty("top5").GetDouble());
        Assert.IsGreaterThan(0, json.RootElement.GetProperty("secondsPerImage").GetDouble());
        Assert.IsInRange(0, 100, json.RootElement.GetProperty("top1").GetDouble());
    }

    [TestMethod]
    public void AnUnknownLayerIsAnsweredWithThoseThereAre()
    {
        using var folder = new TemporaryFolder();
        using (SppNetwork start = SppNetwork.Create("squeezenet1.1"))
            start.Save(folder["start.safetensors"]);
        DrawnClasses(folder);
        ToolRun run = ToolRun.Of(
            "train", "--data", folder["data"], "--output", folder["out.safetensors"], "--network", folder["start.safetensors"],
            "--from-layer", "conv9", "--quiet");
        StringAssert.StartsWith(run.Error,
            "sppnet: The network squeezenet1.1 has no layer 'conv9' to train from; it has conv1, fire2/squeeze1x1,");
    }

    private static string[] Arguments(TemporaryFolder folder, string name)
    {
        DrawnClasses(folder);
        return
        [
            "train", "--data", folder["data"], "--output", folder[$"{name}.safetensors"], "--json", folder[$"{name}.json"],
            "--architecture", "squeezenet1.1",
            "--sizes", "48,40", "--batch", "4", "--learning-rate", "0.001", "--initialization", "he", "--validation-share", "0.25",
            "--checkpoint", folder[$"{name}.checkpoint"], "--quiet",
        ];
    }

    private static void DrawnClasses(TemporaryFolder folder)
    {
        for (int index = 0; index < 12; index++)
        {
            Directory.CreateDirectory(folder["data", $"class {index % 2}"]);
            folder.Write(Path.Combine("data", $"class {index % 2}", $"{index}.png"), Pictures.Png(60, 50 + index, index));
        }
    }
}
