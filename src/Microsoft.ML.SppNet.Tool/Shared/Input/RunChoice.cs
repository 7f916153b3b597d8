using Microsoft.ML.SppNet.Features;
using TorchSharp;

namespace Microsoft.ML.SppNet.Tool;

internal enum DeviceChoice
{
    Auto,
    Cpu,
    Cuda,
}

/// <summary>Where a command runs and what it tells besides its result.</summary>
/// <param name="Threads">Threads of the network's arithmetic; null leaves libtorch's choice.</param>
/// <param name="Device">The device asked for.</param>
/// <param name="JsonPath">Where the result for programs goes; null for nowhere.</param>
/// <param name="Quiet">Whether progress is kept to itself.</param>
internal sealed record RunChoice(int? Threads, DeviceChoice Device, string? JsonPath, bool Quiet)
{
    /// <summary>Sets the threads and finds the device; call once the network is there, which loads libtorch.</summary>
    /// <exception cref="ToolException">A GPU was asked for and there is none.</exception>
    internal torch.Device Start()
    {
        if (Threads is { } threads)
            torch.set_num_threads(threads);
        if (Device == DeviceChoice.Cpu)
            return torch.CPU;
        if (DeviceRule.GpuCount() > 0)
            return torch.CUDA;
        return Device == DeviceChoice.Auto
            ? torch.CPU
            : throw ToolException.Failed("--device cuda: libtorch sees no GPU here; it needs a CUDA backend package (build with -p:TorchBackend=cuda-linux or cuda-windows) and a driver.");
    }

    internal static string Name(torch.Device device) => device.type == DeviceType.CPU ? "cpu" : $"cuda:{Math.Max(device.index, 0)}";
}
