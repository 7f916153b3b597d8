using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>One signal ends a run within two seconds, wherever it is: here where it computes without a word, and where it waits for whoever
/// reads its output.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public class ToolSignalTests
{
    /// <summary>Two seconds, and one more for a machine that has other work.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private static string ToolPath => Path.Combine(AppContext.BaseDirectory, "sppnet.dll");

    [TestMethod]
    public void WhileATrainingWithoutAnEndIsAtWork()
    {
        using var folder = new TemporaryFolder();
        WriteNoise(folder["noise.svm"]);
        using Process process = Start(
            folder, "classify", "features", "--train", "noise.svm", "--test", "noise.svm", "--loss", "hinge", "--cost", "1e6",
            "--tolerance", "1e-12", "--quiet");
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.IsTrue(
            SpinWait.SpinUntil(() => process.HasExited || process.TotalProcessorTime > TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1)));
        Assert.IsFalse(process.HasExited, "it came to an end: give it more to do");
        End(process);
        Assert.AreEqual("sppnet: cancelled.\n", error.Result);
    }

    [TestMethod]
    public void WhileNobodyReadsWhatItSays()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["1.png"]);
        File.WriteAllLines(folder["list.txt"],
            ["1.png", .. Enumerable.Range(0, 5000).Select(index => $"there-is-no-such-image-{index}.png")]);
        using Process process = Start(
            folder, "extract", "--architecture", "zf5", "--levels", "1", "--skip-bad", "--images", "list.txt", "--output", "x.npy");
        TimeSpan before = TimeSpan.MinValue;
        // The pipe is full when nothing is computed any more.
        while (!process.HasExited && (process.TotalProcessorTime < TimeSpan.FromSeconds(0.2) || process.TotalProcessorTime != before))
        {
            before = process.TotalProcessorTime;
            Thread.Sleep(500);
            process.Refresh();
        }

        End(process);
        Assert.IsEmpty(Directory.GetFiles(folder.Root, ".*"), "temporary files stayed");
    }

    private static void End(Process process)
    {
        var watch = Stopwatch.StartNew();
        Signals.Send(process);
        bool ended = process.WaitForExit(TimeSpan.FromSeconds(20));
        TimeSpan took = watch.Elapsed;
        if (!ended)
            process.Kill();
        Assert.IsTrue(ended && took < Limit, $"{took}");
        Assert.AreEqual(130, process.ExitCode);
    }

    private static Process Start(TemporaryFolder folder, params string[] arguments) => Process.Start(
        new ProcessStartInfo("env", [.. Signals.Heard, "dotnet", "exec", ToolPath, .. arguments])
        {
            WorkingDirectory = folder.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;

    /// <summary>Labels that no features tell apart.</summary>
    private static void WriteNoise(string path)
    {
        var random = new Random(1);
        using StreamWriter writer = File.CreateText(path);
        for (int row = 0; row < 6000; row++)
        {
            IEnumerable<string> features = Enumerable.Range(1, 200).Select(
                index => string.Create(CultureInfo.InvariantCulture, $"{index}:{random.NextSingle() - 0.5f}"));
            writer.WriteLine($"{row % 16 + 1} {string.Join(' ', features)}");
        }
    }
}
