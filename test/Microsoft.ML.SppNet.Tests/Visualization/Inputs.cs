using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Made images for a network.</summary>
internal static class Inputs
{
    /// <summary>Noise of the size that the network's images have.</summary>
    internal static NetworkInput Random(SppNetwork network, int height, int width, string name = "image") => NetworkInput.FromPixels(
        network, CounterRandom.Fill(name, 3L * height * width, network.Preprocessing.StandardDeviation[0] == 1 ? 128 : 2), height, width);

    /// <summary>H′ × W′ × C of one image alone.</summary>
    internal static float[] Maps(SppNetwork network, NetworkInput image, string tap) => Vector(network, image, tap, null);

    /// <summary>A run's result for one image alone.</summary>
    internal static float[] Vector(SppNetwork network, NetworkInput image, string tap, SpatialPyramid? pyramid)
    {
        using NativeTensor batch = image.Batch(1), made = NetworkInput.Run(network, batch, [(tap, pyramid)])[0];
        return made.Floats().ToArray();
    }
}
