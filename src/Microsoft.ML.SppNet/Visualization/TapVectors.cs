using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// The features of one image at some taps, each as one vector: a whole feature map, the head's vector, or, at
/// <see cref="SppNetwork.SppTap"/>, the deepest map pooled.
/// </summary>
internal sealed class TapVectors : IDisposable
{
    private readonly NativeTensor[] _made;
    private readonly int _taps;

    private TapVectors(NativeTensor[] made, int taps) => (_made, _taps) = (made, taps);

    /// <summary>What the same run gave besides.</summary>
    internal ReadOnlySpan<NativeTensor> Others => _made.AsSpan(_taps);

    /// <summary>Runs a network over an image.</summary>
    /// <exception cref="ArgumentException">The network lacks a tap, or the image is too small for one.</exception>
    internal static TapVectors Of(
        SppNetwork network, NetworkInput image, IReadOnlyList<string> taps, IReadOnlyList<(string Tap, SpatialPyramid? Pyramid)> others)
    {
        using NativeTensor batch = image.Batch(1);
        return new(
            NetworkInput.Run(network, batch,
                [.. taps.Select(tap => (tap, tap == SppNetwork.SppTap ? SpatialPyramid.Default : null)), .. others]), taps.Count);
    }

    internal float[] At(int tap) => _made[tap].Floats().ToArray();

    public void Dispose()
    {
        foreach (NativeTensor one in _made)
            one.Dispose();
    }
}
