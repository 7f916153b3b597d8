using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Features;

/// <summary>ML.NET's rule of devices: the GPU named by the options or by the context; else the CPU, which also stands in where allowed.</summary>
internal static class DeviceRule
{
    internal static RunDevice Choose(IHost host, int? gpuDeviceId, bool? fallbackToCpu)
    {
        (int? contextGpu, bool contextFallback) = HostRules.Gpu(host);
        if ((gpuDeviceId ?? contextGpu) is not { } index)
            return RunDevice.Cpu;
        string? missing = Missing(index, out LibTorchException? unloaded);
        if (missing is null)
        {
            HostRules.Log(host, nameof(DeviceRule), $"Features are computed on GPU {index}.");
            return new RunDevice(index);
        }

        if (!(fallbackToCpu ?? contextFallback))
        {
            throw new InvalidOperationException(
                $"GPU {index} was asked for, but {missing}. Set FallbackToCpu to run on the CPU instead, or reference a CUDA backend package.",
                unloaded);
        }

        HostRules.Log(host, nameof(DeviceRule), $"GPU {index} was asked for, but {missing}: features are computed on the CPU.", warning: true);
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
