using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A trunk ready to run on one device in one precision. Safe for concurrent use.</summary>
internal interface ITrunkRunner : IDisposable
{
    /// <summary>The parameters where the runner computes, for the fully connected layers: float32 on its device.</summary>
    IReadOnlyDictionary<string, Tensor> HeadParameters { get; }

    /// <summary>Runs the trunk up to the deepest value asked for.</summary>
    /// <param name="images">Tensor [N, 3, H, W], float32 on the runner's device.</param>
    /// <param name="values">Values of the program.</param>
    /// <returns>A float32 tensor [N, C, H′, W′] per value; the caller disposes them.</returns>
    Tensor[] Run(Tensor images, IReadOnlyList<int> values);
}
