using Microsoft.ML.SppNet.Networks.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Chooses how a trunk runs.</summary>
internal static class TrunkRunners
{
    internal static ITrunkRunner Create(NetworkParameters parameters, Device device, InferencePrecision precision) =>
        device.type == DeviceType.CPU && precision == InferencePrecision.Float32 && TileKernel.IsSupported
            ? new KernelTrunkRunner(parameters)
            : new TorchTrunkRunner(parameters, device, precision);
}
