using System.Reflection;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Real photographs, weights and golden features beside the checkout: for development only, so tests that need them skip without
/// them.</summary>
internal static class SharedData
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared"));

    /// <summary>The path of a file or folder under the shared data; ends the test as skipped, with the reason, where it is
    /// absent.</summary>
    internal static string Require(params string[] parts)
    {
        string path = Path.Combine([Root, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Inconclusive(
                $"skipped: this test reads {Path.Combine(parts)} of the shared development data, which is not beside this checkout");
        return path;
    }

    /// <summary>The folder of the solution, as the build wrote it down: source paths are mapped away in deterministic builds.</summary>
    internal static string RepositoryRoot() => Path.GetFullPath(
        typeof(SharedData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!);

    /// <summary>A program of docs/samples: built with the tests, in the same configuration and for the same framework.</summary>
    internal static string Sample(string name)
    {
        string[] output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar);
        return Path.Combine([RepositoryRoot(), "docs", "samples", name, "bin", .. output[^2..], name + ".dll"]);
    }
}
