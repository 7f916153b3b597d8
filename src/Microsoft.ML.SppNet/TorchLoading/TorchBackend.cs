using System.Runtime.InteropServices;
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

    /// <exception cref="DllNotFoundException">TorchSharp cannot load; the message says why and what to do.</exception>
    internal static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_loaded)
                return;
            string? problem = Load(LibStdCxxBridge.TorchLibrary) ?? Load(LibStdCxxBridge.Library);
            if (problem is not null && !IsInPackageFolder())
                throw new DllNotFoundException(TorchDiagnosis.Describe(TorchProbe.Gather(problem)));
            try
            {
                torch.InitializeDeviceType(DeviceType.CPU);
            }
            catch (Exception exception) when (exception is NotSupportedException or DllNotFoundException or TypeInitializationException or BadImageFormatException)
            {
                throw new DllNotFoundException(TorchDiagnosis.Describe(TorchProbe.Gather(problem ?? exception.Message)), exception);
            }

            _loaded = true;
        }
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
        typeof(torch).Assembly.Location.Contains(Path.Combine("torchsharp", TorchProbe.TorchSharpVersion, "lib"), StringComparison.OrdinalIgnoreCase);

    /// <summary>The runtime lists every place where it looked; the reason is the line that is not about a file that is not there.</summary>
    private static string FirstReason(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Skip(1).FirstOrDefault(line => !line.Contains("No such file", StringComparison.Ordinal)) ?? lines[0];
    }
}
