using Microsoft.ML.SppNet.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A network ready to run on one device in one precision: its trunk, the pooling after it and its head. Safe for concurrent
/// use.</summary>
internal interface ITrunkRunner : IDisposable
{
    /// <summary>Runs the trunk up to the deepest value asked for and gives vectors made of it, or whole maps.</summary>
    /// <param name="images">N × H × W × 3, pixels after preprocessing.</param>
    /// <param name="mirrored">Whether left and right are swapped.</param>
    /// <param name="requests">What is wanted.</param>
    /// <returns>N × D per request, N × H × W × C for a whole map; the caller disposes them.</returns>
    NativeTensor[] Vectors(NativeTensor images, bool mirrored, IReadOnlyList<VectorRequest> requests);

    /// <summary>Runs the head on vectors that are pooled already, of windows or of whole maps.</summary>
    /// <param name="pooled">N × D, as the first layer reads them.</param>
    /// <param name="taps">Taps of the head.</param>
    /// <returns>N × D′ per tap; the caller disposes them.</returns>
    NativeTensor[] Head(NativeTensor pooled, IReadOnlyList<string> taps);

    /// <summary>Runs the trunk on a tensor of libtorch's.</summary>
    /// <param name="images">Tensor [N, 3, H, W], float32 on the runner's device.</param>
    /// <param name="values">Values of the program.</param>
    /// <returns>A float32 tensor [N, C, H′, W′] per value; the caller disposes them.</returns>
    Tensor[] Run(Tensor images, IReadOnlyList<int> values);

    /// <summary>Runs the head on maps that <see cref="Run"/> gave.</summary>
    /// <param name="maps">The trunk's output.</param>
    /// <param name="taps">Taps of the head.</param>
    /// <returns>A float32 tensor [N, D] per tap; the caller disposes them.</returns>
    Dictionary<string, Tensor> Head(Tensor maps, IReadOnlyCollection<string> taps);
}
