using System.Globalization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The build does not hold .editorconfig's line length; this does.</summary>
[TestClass]
public sealed class LineLengthTests
{
    [TestMethod]
    public void NoLineOfCodeIsLongerThanTheEditorConfigSays()
    {
        string root = SharedData.RepositoryRoot();
        int longest = File.ReadLines(Path.Combine(root, ".editorconfig"))
            .Where(line => line.StartsWith("max_line_length", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split('=')[1], CultureInfo.InvariantCulture))
            .Single();
        string[] sources = [.. new[] { "src", "test", "docs" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !Path.GetRelativePath(root, path).Split('/', '\\').Any(part => part is "obj" or "bin"))];
        Assert.IsGreaterThan(300, sources.Length);
        Assert.AreEqual("", string.Join('\n', sources.SelectMany(path => File.ReadLines(path)
            .Select((line, index) => (line.Length, Place: $"{Path.GetRelativePath(root, path)}, line {index + 1}: {line.Length}"))
            .Where(line => line.Length > longest)
            .Select(line => line.Place))));
    }
}
