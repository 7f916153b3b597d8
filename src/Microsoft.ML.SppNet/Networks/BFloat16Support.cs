using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>Whether a device has instructions for bfloat16. Without them libtorch emulates it, far slower than float32.</summary>
internal static class BFloat16Support
{
    internal static bool On(Device device) => device.type == DeviceType.CUDA || (X86Base.IsSupported && OnProcessor(X86Base.CpuId));

    /// <summary>CPUID leaf 7: AVX512_BF16 is bit 5 of EAX in subleaf 1, AMX_BF16 bit 22 of EDX in subleaf 0 (Intel's manual, volume 2, CPUID).</summary>
    internal static bool OnProcessor(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuId) =>
        cpuId(0, 0).Eax >= 7 && ((cpuId(7, 1).Eax & (1 << 5)) != 0 || (cpuId(7, 0).Edx & (1 << 22)) != 0);
}
