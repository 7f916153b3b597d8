namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>One row of an architecture's table. A trunk is a list of these; <see cref="TrunkProgram"/> turns it into steps.</summary>
internal abstract record Layer;

/// <summary>A convolution with what follows it.</summary>
/// <param name="Name">Prefix of its parameters: <c>conv1</c> has <c>conv1.weight</c> and <c>conv1.bias</c>.</param>
/// <param name="Filters">Number of filters, the channels of its output.</param>
/// <param name="Size">Side of a filter in cells.</param>
/// <param name="Stride">Step between applications.</param>
/// <param name="Padding">Zero cells on each side in training padding.</param>
/// <param name="Groups">Groups of channels that do not see each other.</param>
/// <param name="Tap">Name of its output after the activation where it differs from <paramref name="Name"/>.</param>
/// <param name="BatchNorm">Prefix of a batch normalisation that weight files may keep apart from the filters.</param>
internal sealed record Conv(
    string Name, int Filters, int Size, int Stride = 1, int Padding = 0, int Groups = 1, string? Tap = null, string? BatchNorm = null)
    : Layer
{
    internal Activation Activation { get; init; } = Activation.Relu;
}

/// <summary>Max pooling; with <paramref name="Ceil"/> the last window may reach over the edge, as Caffe and cuda-convnet have it.</summary>
/// <param name="Size">Side of a window in cells.</param>
/// <param name="Stride">Step between windows.</param>
/// <param name="Padding">Cells on each side in training padding; they never win.</param>
/// <param name="Ceil">Whether windows are counted by rounding up.</param>
/// <param name="Tap">Name of its output where that is asked for.</param>
internal sealed record MaxPool(int Size, int Stride, int Padding = 0, bool Ceil = false, string? Tap = null) : Layer
{
    internal Window Window => new(Size, Stride, Padding) { Ceil = Ceil };
}

/// <summary>Local response normalisation with the constants of the architecture, or those that replace them.</summary>
internal sealed record Normalize(LocalNormalization Kind) : Layer;

/// <summary>SqueezeNet's fire module: a 1×1 squeeze, then 1×1 and 3×3 expansions side by side; its output is a tap.</summary>
internal sealed record Fire(string Name, int Squeeze, int Expand) : Layer;

/// <summary>A stage of residual blocks; its output is a tap.</summary>
/// <param name="Name">The stage, <c>layer1</c>; its blocks are <c>layer1.0</c>, <c>layer1.1</c> ….</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="Width">Filters of the 3×3 convolutions.</param>
/// <param name="Outputs">Channels of its output: <paramref name="Width"/> where blocks are two 3×3 convolutions.</param>
/// <param name="Stride">Stride of the first block.</param>
/// <param name="Bottleneck">Blocks of 1×1, 3×3, 1×1 convolutions rather than two 3×3.</param>
/// <param name="Groups">Groups of a bottleneck's 3×3 convolution (ResNeXt).</param>
internal sealed record ResidualStage(string Name, int Blocks, int Width, int Outputs, int Stride, bool Bottleneck, int Groups = 1) : Layer
{
    /// <summary>
    /// Whether sources differ in where its blocks stride: those of ResNet do; the wider nets after it were published with the stride
    /// in conv2.
    /// </summary>
    internal bool StridePlacesDiffer => Bottleneck && Outputs == 4 * Width;
}

/// <summary>
/// MobileNetV2's block (Sandler et al. 2018, table 1): a 1×1 convolution that expands, a depthwise 3×3, a 1×1 without activation, and
/// the sum with its input where both are of one form; its output is a tap.
/// </summary>
/// <param name="Name">Prefix of its parameters.</param>
/// <param name="Filters">Channels of its output.</param>
/// <param name="Stride">Stride of the depthwise convolution.</param>
/// <param name="Expansion">How many times as many channels lie between; at 1 nothing expands.</param>
internal sealed record InvertedResidual(string Name, int Filters, int Stride, int Expansion) : Layer;

/// <summary>
/// A stage of EfficientNet's blocks (Tan and Le 2019, table 1): inverted residuals with SiLU whose depthwise map passes a gate of
/// squeeze and excitation; its output is a tap.
/// </summary>
/// <param name="Name">The stage; its blocks are <c>features.1.0</c>, <c>features.1.1</c> ….</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="Filters">Channels of its output.</param>
/// <param name="Size">Side of the depthwise filters.</param>
/// <param name="Stride">Stride of the first block.</param>
/// <param name="Expansion">How many times as many channels lie between; at 1 nothing expands.</param>
internal sealed record MobileStage(string Name, int Blocks, int Filters, int Size, int Stride, int Expansion) : Layer;
