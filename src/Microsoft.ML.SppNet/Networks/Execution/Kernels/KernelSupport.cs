using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>What the kernels can run. It depends on the trunk and the processor alone, so that the way a trunk runs is known before its first run.</summary>
internal static class KernelSupport
{
    /// <summary>Why the kernels cannot run a trunk, as a sentence; null where they can.</summary>
    internal static string? Problem(TrunkProgram program)
    {
        if (!TileKernel.IsSupported)
            return "This processor lacks AVX2 with fused multiply-add.";
        int missing = program.Steps.ToList().FindIndex(step => step is not (
            ConvStep or PoolStep or GlobalPoolStep or NormalizeStep or ConcatStep or AddStep or MultiplyStep or AffineStep or ActivationStep));
        return missing < 0 ? null : $"The kernels lack step {missing + 1}: {program.Steps[missing]}.";
    }
}
