using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public partial class TrainersSampleTests
{
    [TestMethod]
    public void EachOfTheFourTrainersTellsDrawnShapesApart()
    {
        using var folder = new TemporaryFolder();
        ChildProcess run = ChildProcess.Run(folder.Root, "dotnet", "exec", SharedData.Sample("Trainers")).Succeeded("the sample");
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
