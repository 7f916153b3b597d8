using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A network's trunk by stock operations of libtorch, whatever runs it otherwise.</summary>
internal static class PlainTrunk
{
    /// <summary>The kernels on a network's weights, to be disposed.</summary>
    internal static KernelTrunkRunner Kernels(this SppNetwork network) =>
        new(network.Parameters, new HeadLayers(network.Architecture, network.Parameters.Linears, hasClassifierConv: false));

    internal static Tensor[] Run(SppNetwork network, Tensor images, IReadOnlyList<int> values) => Run(network.Parameters, images, values);

    internal static Tensor[] Run(NetworkParameters network, Tensor images, IReadOnlyList<int> values)
    {
        Dictionary<string, Tensor> parameters = TorchParameters.All(network);
        try
        {
            return TorchTrunk.Run(network.Program, parameters, images, values);
        }
        finally
        {
            foreach (Tensor parameter in parameters.Values)
                parameter.Dispose();
        }
    }
}
