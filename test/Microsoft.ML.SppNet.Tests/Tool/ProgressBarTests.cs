using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ProgressBarTests
{
    [TestMethod]
    public void ALineSaysWhatIsDoneAndTheTimeLeft()
    {
        Assert.AreEqual("[..............................] 0/40", ProgressBar.Line(0, 40, TimeSpan.Zero));
        Assert.AreEqual("[#######.......................] 10/40, 1:30 left", ProgressBar.Line(10, 40, TimeSpan.FromSeconds(30)));
        Assert.AreEqual("[..............................] 1/10000, 2:46:39 left", ProgressBar.Line(1, 10000, TimeSpan.FromSeconds(1)));
    }

    [TestMethod]
    [DataRow(49, "[#############.............] 500/1000, 1:30 left")]
    [DataRow(28, "[##...] 500/1000, 1:30 left")]
    [DataRow(24, "500/1000, 1:30 left")]
    [DataRow(10, "500/1000,")]
    public void ALineFitsOnTheTerminal(int columns, string expected)
    {
        string line = ProgressBar.Line(500, 1000, TimeSpan.FromSeconds(90), columns);
        Assert.AreEqual(expected, line);
        Assert.IsLessThan(columns, line.Length);
    }

    [TestMethod]
    public void InAPipeALineIsWrittenEveryInterval()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using (var progress = new ProgressBar(new ToolConsole(TextWriter.Null, error, Interactive: false), quiet: false, 2,
            TimeSpan.FromSeconds(0.01)))
        {
            progress.Report(1);
            Thread.Sleep(20);
            progress.Report(1);
        }

        Assert.AreEqual("sppnet: 1/2, 0:00 left\n", error.ToString());
    }

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(false, false)]
    public void NothingIsShownWhereNobodyWatchesOrWantsTo(bool quiet, bool interactive)
    {
        using var error = new StringWriter();
        using (var progress = new ProgressBar(new ToolConsole(TextWriter.Null, error, interactive), quiet, 2))
            progress.Report(2);
        Assert.AreEqual("", error.ToString());
    }

    [TestMethod]
    public void TheLineIsTakenAwayInTheEnd()
    {
        using var error = new StringWriter();
        using (var progress = new ProgressBar(new ToolConsole(TextWriter.Null, error, Interactive: true), quiet: false, 1))
            progress.Report(1);
        string line = ProgressBar.Line(1, 1, TimeSpan.Zero);
        Assert.AreEqual($"\r{line}\r{new string(' ', line.Length)}\r", error.ToString());
    }
}
