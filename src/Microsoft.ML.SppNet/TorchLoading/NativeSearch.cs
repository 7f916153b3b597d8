using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>Where the .NET host looks for native libraries, so that a failed load can be explained by what is there.</summary>
internal static class NativeSearch
{
    /// <summary>The path of a native library beside the application or in the packages it was built with, or null.</summary>
    internal static string? Find(string fileName) => Folders().Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Folders()
    {
        string? probing = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string;
        IEnumerable<string> host = probing?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return host.Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"));
    }
}
