using System.Globalization;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class QuickstartTests
{
    private static readonly string Sample = SharedData.Sample("Quickstart");

    [TestMethod]
    public void ItSaysWhatItDoesAndPredicts()
    {
        using var folder = new TemporaryFolder();
        ChildProcess run = ChildProcess.Run(folder.Root, "dotnet", "exec", Sample, "--train", "6", "--test", "2").Succeeded("the sample");
        string[] said = [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.ContainsSingle(said.Where(line => line.StartsWith("  Features of 30 images in ", StringComparison.Ordinal)), run.Error);
        Assert.ContainsSingle(said.Where(line => line.StartsWith("  Features of 10 images in ", StringComparison.Ordinal)), run.Error);
        Assert.Contains("Saved as model.zip (", run.Output);
    }

    /// <summary>With the package's own network: at least 95 of 100 drawn shapes.</summary>
    [TestMethod]
    public void TheDefaultNetworkTellsDrawnShapesApart()
    {
        using var folder = new TemporaryFolder();
        ChildProcess run = ChildProcess.Run(folder.Root, "dotnet", "exec", Sample).Succeeded("the sample");
        string line = run.Output.Split('\n').Single(said => said.StartsWith("Accuracy ", StringComparison.Ordinal));
        double accuracy = double.Parse(line["Accuracy ".Length..line.IndexOf('%', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        Assert.IsGreaterThanOrEqualTo(95, accuracy, line);
        Assert.DoesNotContain("untrained", run.Output.ToLowerInvariant());
    }

    [TestMethod]
    [DataRow("--stride-in", "conv1", "--stride-in goes with --architecture.")]
    [DataRow("--architecture", "squeezenet1.1",
        "--stride-in is for networks whose blocks may stride in either place; squeezenet1.1 is none.")]
    public void AStridePlaceThatIsNoneIsRefused(string option, string value, string message)
    {
        using var folder = new TemporaryFolder();
        string[] both = option == "--architecture" ? ["--stride-in", "conv1"] : [];
        ChildProcess run = ChildProcess.Run(folder.Root, "dotnet", ["exec", Sample, "--train", "1", "--test", "1", option, value, .. both]);
        Assert.AreEqual((1, $"quickstart: {message}{Environment.NewLine}"), (run.ExitCode, run.Error));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void CtrlCTakesTheDrawnPicturesAway()
    {
        using var folder = new TemporaryFolder();
        ChildProcess run = ChildProcess.Run(
            folder.Root, "env", [.. Signals.Heard, $"TMPDIR={folder.Root}", "dotnet", "exec", Sample, "--train", "3000"], process =>
            {
                while (!process.HasExited && Directory.GetFiles(folder.Root, "*.png", SearchOption.AllDirectories).Length < 20)
                    Thread.Sleep(20);
                Signals.Send(process);
            });
        Assert.AreNotEqual(0, run.ExitCode);
        Assert.IsEmpty(Directory.GetDirectories(folder.Root, "sppnet-quickstart-*"));
    }
}
