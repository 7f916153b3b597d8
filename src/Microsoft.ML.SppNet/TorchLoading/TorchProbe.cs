using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>Gathers what there is to know when TorchSharp has not loaded.</summary>
internal static partial class TorchProbe
{
    /// <summary>The version of the TorchSharp assembly that the application has.</summary>
    internal static string TorchSharpVersion => typeof(torch).Assembly.GetName().Version!.ToString(3);

    internal static TorchFacts Gather(string? loaderMessage)
    {
        (string wanted, string? found) = (LibStdCxxBridge.MarkerVersion, NewestGlibcxx());
        return new TorchFacts(Platform, Built("TorchSharpVersion"), Built("LibTorchVersion"), TorchSharpVersion)
        {
            LibTorchPath = NativeSearch.Find(LibTorchFile),
            LibTorch = PackageVersion(AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string ?? ""),
            WantedGlibcxx = found is not null && Number(found) < Number(wanted) ? wanted : null,
            FoundGlibcxx = found,
            CopyProblem = LibStdCxxBridge.Problem,
            LoaderMessage = loaderMessage,
        };
    }

    /// <summary>The version of the libtorch package in the first of the application's .deps.json files that has one.</summary>
    internal static string? PackageVersion(string depsFiles)
    {
        foreach (string path in depsFiles.Split(';', StringSplitOptions.RemoveEmptyEntries).Where(File.Exists))
        {
            using JsonDocument deps = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!deps.RootElement.TryGetProperty("libraries", out JsonElement libraries))
                continue;
            string? package = libraries.EnumerateObject().Select(library => library.Name)
                .FirstOrDefault(name => name.StartsWith("libtorch-", StringComparison.OrdinalIgnoreCase));
            if (package is not null)
                return package[(package.IndexOf('/', StringComparison.Ordinal) + 1)..];
        }

        return null;
    }

    private static string Platform
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static string LibTorchFile =>
        OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    private static string Built(string name) =>
        typeof(TorchProbe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == name).Value!;

    /// <summary>The newest version that the libstdc++ of this process knows: the .NET host has loaded it.</summary>
    private static string? NewestGlibcxx()
    {
        const string maps = "/proc/self/maps";
        string? library = File.Exists(maps)
            ? File.ReadLines(maps).FirstOrDefault(line => line.Contains("libstdc++.so", StringComparison.Ordinal))
            : null;
        string? path = library?[library.IndexOf('/', StringComparison.Ordinal)..];
        if (path is null || !File.Exists(path))
            return null;
        return Glibcxx().Matches(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)))
            .Select(match => match.Value).Where(version => version.Length < 20).MaxBy(Number);
    }

    private static int Number(string glibcxx) => int.Parse(glibcxx[(glibcxx.LastIndexOf('.') + 1)..], null);

    [GeneratedRegex(@"GLIBCXX_3\.4\.\d{1,3}(?=\0)")]
    private static partial Regex Glibcxx();
}
