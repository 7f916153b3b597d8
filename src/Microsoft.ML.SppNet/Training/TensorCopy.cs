using Microsoft.ML.SppNet.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Elements of float32 tensors on any device to and from arrays, in row-major order.</summary>
internal static class TensorCopy
{
    internal static float[] ToArray(Tensor tensor)
    {
        using Tensor elements = tensor.detach().cpu().contiguous();
        return elements.Floats().ToArray();
    }

    internal static void Fill(Tensor tensor, ReadOnlySpan<float> values)
    {
        using Tensor elements = empty(tensor.shape, dtype: ScalarType.Float32);
        values.CopyTo(elements.Floats());
        tensor.copy_(elements);
    }
}
