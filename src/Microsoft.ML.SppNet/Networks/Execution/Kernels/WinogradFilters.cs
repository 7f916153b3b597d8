using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The filters of a convolution transformed for Winograd's algorithm, U = G g Gᵀ, in the order in which <see cref="TileKernel"/> reads
/// them: for each sixteen filters the 36 products, for each product the inputs, for each input sixteen floats.
/// </summary>
internal sealed unsafe class WinogradFilters : IDisposable
{
    private const int Lanes = TileKernel.Filters, Side = WinogradShape.Side;

    private readonly NativeFloats _weights;
    private readonly NativeFloats _bias;
    private readonly double[] _basis;

    /// <param name="shape">The convolution and how it is cut.</param>
    /// <param name="weights">Filters × channels of a group × rows × columns floats.</param>
    /// <param name="bias">A float per filter.</param>
    internal WinogradFilters(WinogradShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Shape = shape;
        _basis = WinogradPoints.Filters(shape.Taps);
        _weights = new NativeFloats(shape.Shape.Panels * PanelLength);
        _bias = PackedFilters.PackBias(shape.Shape, bias);
        fixed (float* from = weights)
        {
            float* source = from;
            Parallel.For(0, shape.Shape.Panels, panel => Transform(source, panel));
        }
    }

    internal WinogradShape Shape { get; }

    /// <summary>Floats of the 36 products of a panel.</summary>
    internal long PanelLength => WinogradShape.Products * ProductLength;

    /// <summary>Floats of one product of a panel.</summary>
    internal long ProductLength => (long)Shape.Depth * Lanes;

    internal float* Weights => _weights.Pointer;

    internal float* Bias => _bias.Pointer;

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform(float* weights, int panel)
    {
        ConvolutionShape convolution = Shape.Shape;
        (int size, int stride, int taps, int channels) = (convolution.Size.Height, Shape.Stride, Shape.Taps, convolution.GroupChannels);
        (int first, int count) = PackedFilters.FiltersOf(convolution, panel);
        double* filter = stackalloc double[taps * taps * Lanes], half = stackalloc double[Side * taps * Lanes], whole =
            stackalloc double[Side * Lanes];
        for (int part = 0; part < stride * stride; part++)
        {
            (int partY, int partX) = Math.DivRem(part, stride);
            for (int channel = 0; channel < channels; channel++)
            {
                float* from = weights + ((long)first * channels + channel) * size * size;
                for (int tap = 0; tap < taps * taps; tap++)
                {
                    (int y, int x) = (tap / taps * stride + partY, tap % taps * stride + partX);
                    bool inside = y < size && x < size;
                    for (int lane = 0; lane < Lanes; lane++)
                        filter[tap * Lanes + lane] = inside && lane < count ? from[(long)lane * channels * size * size + y * size + x] : 0;
                }

                for (int x = 0; x < taps; x++)
                    Evaluate(filter + x * Lanes, taps * Lanes, half + x * Lanes, taps * Lanes);
                float* to = _weights.Pointer + panel * PanelLength + ((long)part * channels + channel) * Lanes;
                for (int y = 0; y < Side; y++)
                {
                    Evaluate(half + y * taps * Lanes, Lanes, whole, Lanes);
                    for (int x = 0; x < Side; x++, to += ProductLength)
                    {
                        for (int lane = 0; lane < Lanes; lane++)
                            to[lane] = (float)whole[x * Lanes + lane];
                    }
                }
            }
        }
    }

    /// <summary>Taps of sixteen filters → their values at the six points; in double, so that only the last rounding counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Evaluate(double* from, int stride, double* to, int toStride)
    {
        int taps = Shape.Taps;
        for (int point = 0; point < Side; point++, to += toStride)
        {
            for (int lane = 0; lane < Lanes; lane += Vector256<double>.Count)
            {
                Vector256<double> sum = Vector256<double>.Zero;
                for (int tap = 0; tap < taps; tap++)
                    sum += Vector256.Create(_basis[point * taps + tap]) * Vector256.Load(from + tap * stride + lane);
                sum.Store(to + lane);
            }
        }
    }
}
