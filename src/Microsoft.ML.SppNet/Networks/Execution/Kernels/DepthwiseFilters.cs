using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>The filters of a depthwise convolution, eight channels side by side: for each eight the bias, then the weights cell by
/// cell.</summary>
internal sealed unsafe class DepthwiseFilters : IDisposable
{
    internal const int Lanes = 8;

    private readonly NativeFloats _weights;

    /// <param name="shape">The convolution.</param>
    /// <param name="weights">Channels × rows × columns floats.</param>
    /// <param name="bias">A float per channel.</param>
    internal DepthwiseFilters(ConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Shape = shape;
        // In sixteens, as maps are.
        int blocks = (shape.Channels + 2 * Lanes - 1) / (2 * Lanes) * 2;
        _weights = new NativeFloats(blocks * BlockLength);
        _weights.Clear();
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            float* to = Block(channel / Lanes) + channel % Lanes;
            to[0] = bias[channel];
            for (int cell = 0; cell < shape.Area; cell++)
                to[(cell + 1) * Lanes] = weights[channel * shape.Area + cell];
        }
    }

    internal ConvolutionShape Shape { get; }

    /// <summary>Floats of eight channels.</summary>
    private long BlockLength => (Shape.Area + 1L) * Lanes;

    internal float* Block(int block) => _weights.Pointer + block * BlockLength;

    public void Dispose() => _weights.Dispose();
}
