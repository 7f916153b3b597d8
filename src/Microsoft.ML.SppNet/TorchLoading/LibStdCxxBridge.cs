using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>
/// Lets TorchSharp load on Linux systems whose libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04).
/// </summary>
/// <remarks>
/// TorchSharp 0.107's <c>libLibTorchSharp.so</c> names the symbol version GLIBCXX_3.4.32 for one marker symbol that it never calls
/// (it has no relocation), and the dynamic loader refuses the file for the name alone. When the ordinary load has failed, a copy of
/// that one library with this version marked weak is loaded in its place. Nothing on the system and nothing in the packages changes;
/// where the system's libstdc++ is new enough, none of this runs. See docs/decisions/0002-libstdcxx.md.
/// </remarks>
internal static class LibStdCxxBridge
{
    internal const string Library = "LibTorchSharp", TorchLibrary = "torch_cpu";
    internal const string MarkerVersion = "GLIBCXX_3.4.32";
    private const string LibraryFile = "libLibTorchSharp.so";

    private static readonly string[] Needed = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
    private static readonly Lock Gate = new();
    private static nint _loaded;

    /// <summary>Why the copy could not be loaded, a clause; null if it was, or none was needed.</summary>
    internal static string? Problem { get; private set; }

    /// <summary>Registers the fallback before any code of this assembly can touch TorchSharp.</summary>
#pragma warning disable CA2255 // The one thing that must come before the user's first TorchSharp call; it only subscribes to an event.
    [ModuleInitializer]
    internal static void Register()
    {
        if (OperatingSystem.IsLinux())
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
    }
#pragma warning restore CA2255

    private static nint Resolve(Assembly assembly, string name)
    {
        if (name != Library || assembly.GetName().Name != "TorchSharp")
            return 0;
        lock (Gate)
        {
            return _loaded != 0 ? _loaded : _loaded = LoadPatched();
        }
    }

    private static nint LoadPatched()
    {
        string? original = NativeSearch.Find(LibraryFile);
        string?[] needed = [.. Needed.Select(NativeSearch.Find)];
        if (original is null || needed.Contains(null))
            return 0;
        byte[] bytes = File.ReadAllBytes(original);
        if (ElfVersionNeeds.MakeWeak(bytes, MarkerVersion) == 0)
            return 0;

        // By their own paths and first: the copy cannot find them beside itself, and must not meet another libtorch of the system's.
        if (!needed.All(path => NativeLibrary.TryLoad(path!, out _)))
            return 0;
        nint handle = LibraryFromBytes.FromMemory(bytes, LibraryFile);
        if (handle != 0)
            return handle;
        handle = LibraryFromBytes.FromFolder(bytes, LibraryFile, Path.GetTempPath(), out string? problem);
        Problem = problem;
        return handle;
    }
}
