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
    private const string Backend =
        "from a clone, TORCH_BACKEND=cuda-linux build/sppnet.sh (cuda-windows on Windows) runs it with one";

    /// <summary>Sets the threads and finds the device.</summary>
    /// <exception cref="ToolException">A GPU was asked for and there is none.</exception>
    internal RunDevice Start()
    {
        if (Threads is { } threads)
            SppNetwork.Threads = threads;
        if (Device == DeviceChoice.Cpu)
            return RunDevice.Cpu;
        if (Device == DeviceChoice.Auto)
            return TorchBackend.HasCuda && TorchBackend.GpuCount("a CUDA backend lies beside the tool") > 0
            ? new RunDevice(0)
            : RunDevice.Cpu;
        if (!TorchBackend.HasCuda)
            throw ToolException.Failed($"--device cuda: the tool has no CUDA backend here; {Backend}.");
        return TorchBackend.GpuCount("--device cuda was asked for") > 0
            ? new RunDevice(0)
            : throw ToolException.Failed($"--device cuda: libtorch sees no GPU here; it needs a driver and a CUDA backend; {Backend}.");
    }
}
