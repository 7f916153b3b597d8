using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Which of the two ways to run a network is taken, and why: known before the first run.</summary>
/// <param name="OnKernels">Whether our own kernels run it; else libtorch does.</param>
/// <param name="Reason">What decided it.</param>
internal sealed record RunnerChoice(bool OnKernels, string Reason)
{
    internal static RunnerChoice For(TrunkProgram program, RunDevice device, InferencePrecision precision) =>
        LibtorchReason(program, device, precision) is { } reason ? new(false, reason) : new(true, "AVX2, float32");

    /// <summary>As <c>inspect</c> and the log say it.</summary>
    public override string ToString() => OnKernels ? $"own kernels ({Reason})" : $"libtorch: {Reason}";

    private static string? LibtorchReason(TrunkProgram program, RunDevice device, InferencePrecision precision)
    {
        if (device.Gpu is { } gpu)
            return $"GPU {gpu} was asked for";
        if (precision == InferencePrecision.BFloat16)
            return "bfloat16 was asked for";
        return TileKernel.IsSupported ? KernelSupport.Problem(program) : "this processor has no AVX2 with fused multiply-add";
    }
}
