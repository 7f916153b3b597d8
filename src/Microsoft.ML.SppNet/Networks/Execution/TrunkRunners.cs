using Microsoft.ML.SppNet.Networks.Parameters;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Makes what a choice names.</summary>
internal static class TrunkRunners
{
    /// <exception cref="DllNotFoundException">libtorch is needed and does not load; the message says what for, why it does not, and what to
    /// do.</exception>
    internal static ITrunkRunner Create(NetworkParameters parameters, HeadLayers head, RunDevice device, InferencePrecision precision)
    {
        RunnerChoice choice = RunnerChoice.For(parameters.Program, device, precision);
        return choice.OnKernels
            ? new KernelTrunkRunner(parameters, head)
            : TorchTrunkRunner.Create(parameters, head, device, precision, choice.Reason);
    }
}
