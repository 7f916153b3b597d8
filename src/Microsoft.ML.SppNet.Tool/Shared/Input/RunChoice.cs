using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Tool;

internal enum DeviceChoice
{
    Auto,
    Cpu,
    Cuda,
}

/// <summary>Where a command runs and what it tells besides its result.</summary>
/// <param name="Threads">Threads of the network's arithmetic; null takes one for each processor.</param>
/// <param name="Device">The device asked for.</param>
/// <param name="JsonPath">Where the result for programs goes; null for nowhere.</param>
/// <param name="Quiet">Whether progress is kept to itself.</param>
internal sealed record RunChoice(int? Threads, DeviceChoice Device, string? JsonPath, bool Quiet)
{
    /// <summary>Sets the threads and finds the device.</summary>
    /// <exception cref="ToolException">A GPU was asked for and there is none.</exception>
    internal RunDevice Start()
    {
        if (Threads is { } threads)
            SppNetwork.Threads = threads;
        if (Device == DeviceChoice.Cpu)
            return RunDevice.Cpu;
        if (TorchBackend.GpuCount() > 0)
            return new RunDevice(0);
        return Device == DeviceChoice.Auto
            ? RunDevice.Cpu
            : throw ToolException.Failed("--device cuda: libtorch sees no GPU here; it needs a driver and a CUDA backend, which the tool has when it is run from a clone by TORCH_BACKEND=cuda-linux build/sppnet.sh (cuda-windows on Windows).");
    }
}
