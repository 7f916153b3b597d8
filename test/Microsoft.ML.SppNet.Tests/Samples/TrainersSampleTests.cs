using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public partial class TrainersSampleTests
{
    [TestMethod]
    public void EachOfTheFourTrainersTellsDrawnShapesApart()
    {
        // The sample is built with the tests, in the same configuration and for the same framework.
        string[] output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar);
        string sample = Path.Combine([SharedData.RepositoryRoot(), "docs", "samples", "Trainers", "bin", .. output[^2..], "Trainers.dll"]);
        using var folder = new TemporaryFolder();
        ChildProcess run = ChildProcess.Run(folder.Root, "dotnet", "exec", sample).Succeeded("the sample");
        MatchCollection lines = Accuracy().Matches(run.Output);
        CollectionAssert.AreEqual(
            new[] { "LinearSvc", "SdcaMaximumEntropy", "LightGbm", "FastTree, one versus all" },
            lines.Select(line => line.Groups[1].Value).ToArray(), run.Output);
        // Five classes: chance is 20 %.
        foreach (Match line in lines)
            Assert.IsGreaterThan(40, double.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture), line.Value);
    }

    [GeneratedRegex(@"^(.+?) +([0-9.]+) %\r?$", RegexOptions.Multiline)]
    private static partial Regex Accuracy();
}
