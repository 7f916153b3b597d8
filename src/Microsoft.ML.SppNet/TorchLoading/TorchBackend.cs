using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;

namespace Microsoft.ML.SppNet.TorchLoading;

/// <summary>
/// Makes sure that TorchSharp's native side is there before it is first used, and says in words what is wrong where it is not.
/// </summary>
/// <remarks>
/// TorchSharp itself, when the natives are missing, copies hundreds of megabytes out of the NuGet cache beside the application and
/// prints a trace to standard output; hence the question before the first call rather than a catch around it.
/// </remarks>
internal static class TorchBackend
{
    private static readonly Lock Gate = new();
    private static bool _loaded;
    private static int? _threads;

    /// <param name="reason">Why libtorch is needed, as a clause: <c>bfloat16 was asked for</c>.</param>
    /// <exception cref="LibTorchException">TorchSharp cannot load; the message says why and what to do.</exception>
    internal static void EnsureLoaded(string reason)
    {
        lock (Gate)
        {
            if (_loaded)
                return;
            string? problem = Load(LibStdCxxBridge.TorchLibrary) ?? Load(LibStdCxxBridge.Library);
            if (problem is not null && !IsInPackageFolder())
                throw new LibTorchException(reason, TorchProbe.Gather(problem));
            try
            {
                torch.InitializeDeviceType(DeviceType.CPU);
            }
            catch (Exception exception) when (
                exception is NotSupportedException or DllNotFoundException or TypeInitializationException or BadImageFormatException)
            {
                throw new LibTorchException(reason, TorchProbe.Gather(problem ?? exception.Message));
            }

            _loaded = true;
        }
    }

    /// <summary>Brings the number of threads that was chosen to libtorch, which must be there; without a choice it keeps its own.</summary>
    internal static void FollowThreads()
    {
        lock (Gate)
        {
            if (ComputeThreads.Chosen is not { } chosen || chosen == _threads)
                return;
            torch.set_num_threads(chosen);
            _threads = chosen;
        }
    }

    /// <summary>Whether a CUDA backend lies beside the application: where nobody asks for a GPU, reason enough to look for one.</summary>
    internal static bool HasCuda => NativeSearch.Find(OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so") is not null;

    /// <summary>How many GPUs libtorch can use; it is loaded for that, wherever it comes from (notebooks have it in the package
    /// cache).</summary>
    /// <param name="reason">Why GPUs are looked for, as a clause.</param>
    /// <exception cref="LibTorchException">TorchSharp cannot load.</exception>
    internal static int GpuCount(string reason)
    {
        EnsureLoaded(reason);
        return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
    }

    /// <summary>Loads a library as TorchSharp does: by its name, seen from TorchSharp's assembly.</summary>
    /// <returns>The loader's message, or null where it is loaded.</returns>
    private static string? Load(string name)
    {
        try
        {
            NativeLibrary.Load(name, typeof(torch).Assembly, null);
            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            return FirstReason(exception.Message);
        }
    }

    /// <summary>Notebooks run TorchSharp out of the package cache, where it finds the natives by itself.</summary>
    private static bool IsInPackageFolder() =>
        typeof(torch).Assembly.Location.Contains(
            Path.Combine("torchsharp", TorchProbe.TorchSharpVersion, "lib"), StringComparison.OrdinalIgnoreCase);

    /// <summary>The runtime lists every place where it looked; the reason is the line that is not about a file that is not there.</summary>
    private static string FirstReason(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Skip(1).FirstOrDefault(line => !line.Contains("No such file", StringComparison.Ordinal)) ?? lines[0];
    }
}
