namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>
/// One operation of a trunk in execution order. Values are numbered: 0 is the image, and step i makes value i + 1.
/// </summary>
/// <param name="Input">The value it reads.</param>
internal abstract record Step(int Input)
{
    /// <summary>All the values it reads.</summary>
    internal virtual IEnumerable<int> Inputs => [Input];
}

/// <summary>A convolution with bias; then the residual sum where there is one; then the ReLU where there is one.</summary>
/// <param name="Input">The value it reads.</param>
/// <param name="Name">Prefix of its parameters.</param>
/// <param name="BatchNorm">Prefix of the batch normalisation that a weight file may keep apart.</param>
/// <param name="InChannels">Channels of its input.</param>
/// <param name="Filters">Channels of its output.</param>
/// <param name="Size">Side of a filter.</param>
/// <param name="Stride">Step between applications.</param>
/// <param name="Padding">Zero cells on each side.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Relu">Whether a ReLU ends it.</param>
/// <param name="Residual">The value added before the ReLU.</param>
internal sealed record ConvStep(
    int Input, string Name, string? BatchNorm, int InChannels, int Filters, int Size, int Stride, int Padding, int Groups, bool Relu, int? Residual)
    : Step(Input)
{
    internal override IEnumerable<int> Inputs => Residual is { } residual ? [Input, residual] : [Input];

    internal string WeightName => Name + ".weight";

    internal string BiasName => Name + ".bias";

    internal long[] WeightShape => [Filters, InChannels / Groups, Size, Size];
}

/// <summary>Max pooling.</summary>
internal sealed record PoolStep(int Input, int Size, int Stride, int Padding, bool Ceil) : Step(Input);

/// <summary>Local response normalisation.</summary>
internal sealed record NormalizeStep(int Input, LocalNormalization Kind) : Step(Input);

/// <summary>The channels of two maps of equal size, one after the other.</summary>
internal sealed record ConcatStep(int Input, int Second) : Step(Input)
{
    internal override IEnumerable<int> Inputs => [Input, Second];
}
