using System.Text.RegularExpressions;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public partial class LookAlikeSampleTests
{
    [TestMethod]
    public void DrawnShapesLookLikeTheirOwnKind()
    {
        using var folder = new TemporaryFolder();
        ChildProcess run = ChildProcess.Run(folder.Root, "dotnet", "exec", SharedData.Sample("LookAlike")).Succeeded("the sample");
        MatchCollection pairs = Pair().Matches(run.Output);
        Assert.HasCount(20, pairs, run.Output);
        // Of five classes with four pictures each, chance is 3 in 19.
        Assert.IsGreaterThan(12, pairs.Count(pair => pair.Groups[1].Value == pair.Groups[2].Value), run.Output);
    }

    [GeneratedRegex(@"^(\w+)[/\\]\S+ looks most like (\w+)[/\\]", RegexOptions.Multiline)]
    private static partial Regex Pair();
}
