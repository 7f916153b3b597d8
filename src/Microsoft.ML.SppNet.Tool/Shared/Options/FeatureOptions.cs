using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that say what becomes of an image: what it is resized to, which layer is read, how it is pooled and
/// normalised.</summary>
/// <param name="normalization">What the command does without <c>--normalize</c>.</param>
internal sealed class FeatureOptions(FeatureNormalization normalization = FeatureNormalization.None)
{
    private readonly Option<string[]?> _tap = CommaList.OfNames(
        "--tap", "NAME[,NAME…]",
        "The layers to read, their vectors one after the other: spp (the deepest convolution), conv5, layer3, fire9, fc6, logits … "
            + "[default: spp]");

    private readonly Option<int[]?> _levels = CommaList.OfNumbers<int>(
        "--levels", "N[,N…]", "Pyramid levels, bins per side. [default: 6,3,2,1]");

    private readonly Option<int[]?> _size = CommaList.Of<int>(
        "--size", "N[,N…]|native",
        "The shorter side that images are resized to, aspect kept; native: not at all. [default: the model card's size, else native]",
        result => result.Tokens[0].Value.Equals("native", StringComparison.OrdinalIgnoreCase)
            ? []
            : CommaList.Numbers<int>("--size", result, CommaList.Split(result)));

    private readonly Option<SizeCombination?> _combine = Choice.Of(
        "--combine", "What becomes of several sizes' vectors. [default: concat]",
        ("concat", SizeCombination.Concatenate), ("mean", SizeCombination.Mean), ("max", SizeCombination.Max));

    private readonly Option<bool> _flip = new("--flip") { Description = "Run the mirrored image too and average." };

    private readonly Option<ImageView?> _view = Choice.Of(
        "--view", "What the network sees: the whole image, its central square, or the image warped to a square. [default: full]",
        ("full", ImageView.Full), ("crop", ImageView.Crop), ("warp", ImageView.Warp));

    private readonly Option<ResizeKernel?> _kernel = Choice.Of(
        "--kernel", "How pixels are weighted in resizing: triangle is antialiased. [default: triangle]",
        ("triangle", ResizeKernel.Triangle), ("bilinear", ResizeKernel.Bilinear));

    private readonly Option<FeatureNormalization?> _normalize = Choice.Of(
        "--normalize",
        "Divide the vector by its Euclidean length; l2-per-part: first each tap at each size by its own. "
        + $"[default: {(normalization == FeatureNormalization.None ? "none" : "l2")}]",
        ("none", FeatureNormalization.None), ("l2", FeatureNormalization.L2), ("l2-per-part", FeatureNormalization.L2PerPart));

    private readonly Option<InferencePrecision?> _precision = Choice.Of(
        "--precision", "Number format of the convolutions. [default: float32]",
        ("float32", InferencePrecision.Float32), ("tf32", InferencePrecision.TensorFloat32), ("bfloat16", InferencePrecision.BFloat16));

    private readonly Option<int?> _batch = WholeNumber.Of(
        "--batch",
        "The most images of equal size in one run of the network. [default: one for every two threads, 8 at most; 64 on a GPU]", 1, 4096);

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_tap, _levels, _size, _combine, _flip, _view, _kernel, _normalize, _precision, _batch])
            command.Add(option);
    }

    internal FeatureChoice Read(ParseResult result)
    {
        var usual = new SppFeatureOptions();
        var column = new SppFeatureColumn("Features");
        return new FeatureChoice(
            result.Given(_size),
            sizes => new SppFeatureOptions
            {
                Sizes = sizes,
                Combine = result.GetValue(_combine) ?? usual.Combine,
                Flip = result.GetValue(_flip),
                View = result.GetValue(_view) ?? usual.View,
                Kernel = result.GetValue(_kernel) ?? usual.Kernel,
                Normalization = result.GetValue(_normalize) ?? normalization,
                Precision = result.GetValue(_precision) ?? usual.Precision,
                BatchSize = result.GetValue(_batch) ?? usual.BatchSize,
            },
            column with { Taps = result.Given(_tap) ?? column.Taps, Levels = result.Given(_levels) ?? column.Levels });
    }
}
