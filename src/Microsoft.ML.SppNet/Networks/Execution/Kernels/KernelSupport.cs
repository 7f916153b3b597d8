using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Which trunks the kernels can run.</summary>
internal static class KernelSupport
{
    /// <summary>What the kernels cannot run of a trunk, in words; null where they run all of it.</summary>
    internal static string? Problem(TrunkProgram program) => program.Steps.FirstOrDefault(step => !IsKnown(step)) is { } missing
        ? missing is ScriptStep ? "a TorchScript module runs on libtorch alone" : $"the kernels have no {missing.GetType().Name}"
        : null;

    private static bool IsKnown(Step step) =>
        step is ConvStep or PoolStep or GlobalPoolStep or NormalizeStep or ConcatStep or AddStep or MultiplyStep or AffineStep
        or ActivationStep;
}
