using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>The inputs of a step.</summary>
/// <param name="Indices">Of the images, in order; those that could not be read are left out.</param>
/// <param name="Inputs">One per image.</param>
/// <param name="Side">Their side.</param>
internal sealed record TrainingBatch(int[] Indices, TrainingInput[] Inputs, int Side) : IDisposable
{
    /// <summary>The pixels as a tensor [N, 3, side, side] in channels-last memory order.</summary>
    internal Tensor ToTensor(Device device)
    {
        Tensor pixels = empty([Inputs.Length, Side, Side, ImageTensorWriter.Channels], dtype: ScalarType.Float32);
        Span<float> memory = pixels.Floats();
        for (int index = 0; index < Inputs.Length; index++)
            Inputs[index].Pixels.CopyTo(memory.Slice(index * Inputs[index].Length, Inputs[index].Length));
        return pixels.to(device).permute(0, 3, 1, 2);
    }

    public void Dispose()
    {
        foreach (TrainingInput input in Inputs)
            input.Dispose();
    }
}
