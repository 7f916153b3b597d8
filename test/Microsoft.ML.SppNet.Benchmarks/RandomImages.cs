using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.TorchLoading;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Pixels of random colours, preprocessed as a network expects them.</summary>
internal static class RandomImages
{
    /// <summary>A batch [N, 3, H, W] in the memory order in which the library writes pixels, channels last; outside every dispose
    /// scope.</summary>
    internal static Tensor ChannelsLast(InputSize size, int batch, Preprocessing preprocessing)
    {
        TorchBackend.EnsureLoaded("images are made as tensors");
        var random = new SplitMix64(1);
        Tensor pixels = empty([batch, size.Height, size.Width, ImageTensorWriter.Channels]).DetachFromDisposeScope();
        Span<float> values = pixels.Floats();
        for (int index = 0; index < values.Length; index++)
        {
            int channel = index % ImageTensorWriter.Channels;
            values[index] = (random.Next() % 256 - preprocessing.Mean[channel]) / preprocessing.StandardDeviation[channel];
        }

        using (pixels)
            return pixels.permute(0, 3, 1, 2).DetachFromDisposeScope();
    }
}
