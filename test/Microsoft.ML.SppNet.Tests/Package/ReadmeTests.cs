using System.Text.RegularExpressions;
using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What the packages say of themselves: readable without the repository, and the same programs as in the repository's own
/// README.</summary>
[TestClass]
public partial class ReadmeTests
{
    internal static string[] Programs(string readme) => [.. Program().Matches(readme).Select(match => match.Groups[1].Value)];

    internal static string Read(params string[] path) =>
        File.ReadAllText(Path.Combine([SharedData.RepositoryRoot(), .. path])).ReplaceLineEndings("\n");

    [TestMethod]
    public void ThePackagesProgramsAreTheRepositorys()
    {
        string[] programs = Programs(Read("README.md"));
        Assert.HasCount(3, programs);
        CollectionAssert.AreEqual(programs, Programs(Read("src", "Microsoft.ML.SppNet", "README.md")));
    }

    [TestMethod]
    [DataRow("Microsoft.ML.SppNet")]
    [DataRow("Microsoft.ML.SppNet.Tool")]
    public void ThePackagesReadmeNeedsNoClone(string project)
    {
        string readme = Read("src", project, "README.md");
        Assert.AreEqual("", string.Join('\n', Link().Matches(readme).Select(match => match.Groups[1].Value)
            .Where(to => !to.StartsWith("https://", StringComparison.Ordinal))));
        foreach (string ofClone in new[] { "build/", "docs/", ".sh", "artifacts/" })
            Assert.DoesNotContain(ofClone, readme);
    }

    /// <summary>Commands as a stranger would type them: the parser takes each.</summary>
    [TestMethod]
    public void TheCommandsOfTheReadmesAreTheTools()
    {
        string[] commands = [.. Command().Matches(Read("src", "Microsoft.ML.SppNet.Tool", "README.md") + Read("README.md"))
            .Select(match => match.Groups[1].Value)];
        Assert.IsGreaterThan(5, commands.Length);
        foreach (string command in commands)
        {
            ToolRun run = ToolRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            Assert.AreNotEqual(ExitCode.WrongUsage, run.ExitCode, $"{command}: {run.Error}");
        }
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^ +(?:build/)?sppnet(?:\.sh)? (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
