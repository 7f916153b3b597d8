using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Which number formats a device has instructions for. Without them libtorch emulates bfloat16, far slower than float32.</summary>
internal static class PrecisionRule
{
    /// <summary>What a trunk computes in on a device when a format is asked for.</summary>
    internal static InferencePrecision For(RunDevice device, InferencePrecision asked) => asked switch
    {
        InferencePrecision.BFloat16 when device.Gpu is null && !HasBFloat16 => InferencePrecision.Float32,
        InferencePrecision.TensorFloat32 when device.Gpu is null => InferencePrecision.Float32,
        _ => asked,
    };

    /// <summary>Whether this processor has instructions for bfloat16.</summary>
    internal static bool HasBFloat16 => X86Base.IsSupported && OnProcessor(X86Base.CpuId);

    /// <summary>CPUID leaf 7: AVX512_BF16 is bit 5 of EAX in subleaf 1, AMX_BF16 bit 22 of EDX in subleaf 0 (Intel's manual, volume 2,
    /// CPUID).</summary>
    internal static bool OnProcessor(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuId) =>
        cpuId(0, 0).Eax >= 7 && ((cpuId(7, 1).Eax & (1 << 5)) != 0 || (cpuId(7, 0).Edx & (1 << 22)) != 0);
}
