namespace Microsoft.ML.SppNet;

/// <summary>
/// The filters of a convolution transformed for Winograd's algorithm, U = G g Gᵀ, in the order in which <see cref="TileKernel"/> reads them: for each sixteen
/// filters the 36 products, for each product the inputs, for each input sixteen floats.
/// </summary>
internal sealed unsafe class WinogradFilters : IDisposable
{
    private readonly NativeFloats _weights;
    private readonly NativeFloats _bias;

    /// <param name="shape">The convolution and how it is cut.</param>
    /// <param name="weights">Filters × channels of a group × size × size floats.</param>
    /// <param name="bias">A float per filter.</param>
    internal WinogradFilters(WinogradShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Shape = shape;
        ConvolutionShape convolution = shape.Shape;
        _weights = new NativeFloats(convolution.Panels * PanelLength);
        _weights.Clear();
        _bias = PackedFilters.PackBias(convolution, bias);
        fixed (float* from = weights)
        {
            float* source = from;
            Parallel.For(0, convolution.Filters, filter => Transform(source, filter));
        }
    }

    internal WinogradShape Shape { get; }

    /// <summary>Floats of the 36 products of a panel.</summary>
    internal long PanelLength => (long)WinogradShape.Products * ProductLength;

    /// <summary>Floats of one product of a panel.</summary>
    internal long ProductLength => (long)Shape.Depth * TileKernel.Filters;

    internal float* Weights => _weights.Pointer;

    internal float* Bias => _bias.Pointer;

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    private void Transform(float* weights, int filter)
    {
        ConvolutionShape convolution = Shape.Shape;
        (int size, int stride, int taps, int channels) = (convolution.Size, convolution.Stride, Shape.Taps, convolution.GroupChannels);
        float* to = _weights.Pointer + PackedFilters.PanelOf(convolution, filter, out int lane) * PanelLength + lane;
        double[,] basis = WinogradPoints.Filters(taps);
        Span<double> rows = stackalloc double[WinogradShape.Side * taps];
        for (int channel = 0; channel < channels; channel++)
        {
            float* from = weights + ((long)filter * channels + channel) * size * size;
            for (int part = 0; part < stride * stride; part++)
            {
                (int partY, int partX) = Math.DivRem(part, stride);
                for (int i = 0; i < WinogradShape.Side; i++)
                {
                    for (int x = 0; x < taps; x++)
                    {
                        double sum = 0;
                        int column = x * stride + partX;
                        for (int y = 0, row = partY; row < size && column < size; y++, row += stride)
                            sum += basis[i, y] * from[row * size + column];
                        rows[i * taps + x] = sum;
                    }
                }

                float* target = to + ((long)part * channels + channel) * TileKernel.Filters;
                for (int product = 0; product < WinogradShape.Products; product++, target += ProductLength)
                {
                    (int i, int j) = Math.DivRem(product, WinogradShape.Side);
                    double sum = 0;
                    for (int x = 0; x < taps; x++)
                        sum += rows[i * taps + x] * basis[j, x];
                    *target = (float)sum;
                }
            }
        }
    }
}
