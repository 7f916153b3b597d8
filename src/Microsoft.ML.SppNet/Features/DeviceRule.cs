using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Features;

/// <summary>ML.NET's rule of devices: the GPU named by the options or by the context; else the CPU, which also stands in where
/// allowed.</summary>
internal static class DeviceRule
{
    internal static RunDevice Choose(IHost host, int? gpuDeviceId, bool? fallbackToCpu)
    {
        (int? contextGpu, bool contextFallback) = HostRules.Gpu(host);
        return Choose(gpuDeviceId ?? contextGpu, fallbackToCpu
            ?? contextFallback, (message, warning) => HostRules.Log(host, nameof(DeviceRule), message, warning));
    }

    /// <summary>The same without a context: the GPU that is named, or the CPU.</summary>
    /// <param name="gpuDeviceId">The GPU's number; null for the CPU.</param>
    /// <param name="fallbackToCpu">Whether the CPU stands in where the GPU is not there.</param>
    /// <param name="log">Is told what was chosen, and whether that is a warning.</param>
    /// <exception cref="InvalidOperationException">The GPU is not there and nothing may stand in.</exception>
    internal static RunDevice Choose(int? gpuDeviceId, bool fallbackToCpu, Action<string, bool>? log = null)
    {
        if (gpuDeviceId is not { } index)
            return RunDevice.Cpu;
        string? missing = Missing(index, out LibTorchException? unloaded);
        if (missing is null)
        {
            log?.Invoke($"Features are computed on GPU {index}.", false);
            return new RunDevice(index);
        }

        if (!fallbackToCpu)
        {
            throw new InvalidOperationException(
                $"GPU {index} was asked for, but {missing}. Set FallbackToCpu to run on the CPU instead, or reference a CUDA backend "
                    + "package.",
                unloaded);
        }

        log?.Invoke($"GPU {index} was asked for, but {missing}: features are computed on the CPU.", true);
        return RunDevice.Cpu;
    }

    /// <summary>What keeps a GPU from being used, as a clause; null where it is there.</summary>
    private static string? Missing(int index, out LibTorchException? unloaded)
    {
        unloaded = null;
        try
        {
            int count = TorchBackend.GpuCount($"GPU {index} was asked for");
            return index >= 0 && index < count ? null
                : count == 0 ? "libtorch sees no GPU here" : $"libtorch sees {count} GPUs here, numbered from 0";
        }
        catch (LibTorchException exception)
        {
            unloaded = exception;
            return exception.Facts.LibTorchPath is null ? "there is no libtorch beside the application" : "libtorch does not load here";
        }
    }
}
