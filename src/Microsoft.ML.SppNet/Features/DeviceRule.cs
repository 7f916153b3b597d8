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
        int count = TorchBackend.GpuCount();
        if (index >= 0 && index < count)
        {
            HostRules.Log(host, nameof(DeviceRule), $"Features are computed on GPU {index}.");
            return new RunDevice(index);
        }

        string missing = count == 0 ? "libtorch sees no GPU here" : $"libtorch sees {count} GPUs here, numbered from 0";
        if (!(fallbackToCpu ?? contextFallback))
            throw new InvalidOperationException($"GPU {index} was asked for, but {missing}. Set FallbackToCpu to run on the CPU instead, or reference a CUDA backend package.");
        HostRules.Log(host, nameof(DeviceRule), $"GPU {index} was asked for, but {missing}: features are computed on the CPU.", warning: true);
        return RunDevice.Cpu;
    }
}
