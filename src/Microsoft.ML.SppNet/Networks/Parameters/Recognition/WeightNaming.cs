using System.Text.RegularExpressions;
using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>How some program names the tensors of an architecture.</summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Preprocessing">What weights of this naming were trained with; null for the architecture's usual one.</param>
/// <param name="Rules">Patterns of their names, from the beginning on, and what stands in their place here; none for our own names.</param>
internal sealed record WeightNaming(string Architecture, Preprocessing? Preprocessing, params (string Theirs, string Ours)[] Rules)
{
    private readonly (Regex Theirs, string Ours)[] _rules =
        [.. Rules.Select(rule => (new Regex($"^{rule.Theirs}(?=[./])", RegexOptions.CultureInvariant), rule.Ours))];

    /// <summary>torchvision numbers SqueezeNet's modules, ReLUs and pools included; the released files of Caffe name them.</summary>
    private static readonly WeightNaming[] Others =
    [
        new("squeezenet1.1", Preprocessing.TorchVision,
            [("features\\.0", "conv1"), .. Fires(3, 4, 6, 7, 9, 10, 11, 12), ("classifier\\.1", "conv10")]),
        new("squeezenet1.0", Preprocessing.TorchVision,
            [("features\\.0", "conv1"), .. Fires(3, 4, 5, 7, 8, 9, 10, 12), ("classifier\\.1", "conv10")]),
        CaffeVgg("vgg16"),
        CaffeVgg("vgg19"),
        .. from vgg in new[] { "vgg11", "vgg13", "vgg16", "vgg19" }
           from architecture in new[] { vgg, vgg + "bn" }
           select new WeightNaming(architecture, null, TimmVggHead),
        // What was trained anew on other classes has its last layer called after them.
        new("caffenet", null, [CaffeClasses]),
        new("zf5", null, [CaffeClasses]),
        new("mobilenet-v2", null, [.. TimmMobileNetV2()]),
        new("resnet18", null, [.. HuggingFaceResNet]),
        new("resnet34", null, [.. HuggingFaceResNet]),
        new("resnet50", null, [.. HuggingFaceResNet]),
        new("resnet101", null, [.. HuggingFaceResNet]),
        new("resnet152", null, [.. HuggingFaceResNet]),
    ];

    /// <summary>transformers' ResNet, as its hub hands it out: the layers of a block are counted from 0, and so are stages.</summary>
    private static (string Theirs, string Ours)[] HuggingFaceResNet =>
    [
        ("(?:resnet\\.)?embedder\\.embedder\\.convolution", "conv1"),
        ("(?:resnet\\.)?embedder\\.embedder\\.normalization", "bn1"),
        .. from stage in Enumerable.Range(0, 4)
           from part in Enumerable.Range(0, 3)
           from rule in new[] { ("convolution", $"conv{part + 1}"), ("normalization", $"bn{part + 1}") }
           select ($"(?:resnet\\.)?encoder\\.stages\\.{stage}\\.layers\\.([0-9]+)\\.layer\\.{part}\\.{rule.Item1}",
               $"layer{stage + 1}.$1.{rule.Item2}"),
        .. from stage in Enumerable.Range(0, 4)
           from rule in new[] { ("convolution", "0"), ("normalization", "1") }
           select ($"(?:resnet\\.)?encoder\\.stages\\.{stage}\\.layers\\.([0-9]+)\\.shortcut\\.{rule.Item1}",
               $"layer{stage + 1}.$1.downsample.{rule.Item2}"),
        ("classifier\\.1", "fc"),
    ];

    /// <summary>Our own names of an architecture, then those of other programs.</summary>
    internal static IEnumerable<WeightNaming> Of(string architecture) =>
        [new WeightNaming(architecture, null), .. Others.Where(naming => naming.Architecture == architecture)];

    /// <summary>Our name of a tensor.</summary>
    internal string Ours(string theirs)
    {
        foreach ((Regex pattern, string ours) in _rules)
        {
            Match match = pattern.Match(theirs);
            if (match.Success)
                return match.Result(ours) + theirs[match.Length..];
        }

        return theirs;
    }

    private static IEnumerable<(string Theirs, string Ours)> Fires(params int[] modules) => modules.SelectMany((module, index) => new[]
    {
        ($"features\\.{module}\\.squeeze", $"fire{index + 2}/squeeze1x1"),
        ($"features\\.{module}\\.expand1x1", $"fire{index + 2}/expand1x1"),
        ($"features\\.{module}\\.expand3x3", $"fire{index + 2}/expand3x3"),
    });

    /// <summary>timm counts blocks by stage and names a block's layers by what they are; the first block does not expand.</summary>
    private static IEnumerable<(string Theirs, string Ours)> TimmMobileNetV2()
    {
        int[] blocks = [1, 2, 3, 4, 3, 3, 1];
        (string, string)[] first = [("conv_dw", "0.0"), ("bn1", "0.1"), ("conv_pw", "1"), ("bn2", "2")];
        (string, string)[] later =
            [("conv_pw", "0.0"), ("bn1", "0.1"), ("conv_dw", "1.0"), ("bn2", "1.1"), ("conv_pwl", "2"), ("bn3", "3")];
        return
        [
            ("conv_stem", "features.0.0"), ("bn1", "features.0.1"),
            .. from stage in Enumerable.Range(0, blocks.Length)
               from block in Enumerable.Range(0, blocks[stage])
               let module = 1 + blocks.Take(stage).Sum() + block
               from layer in module == 1 ? first : later
               select ($"blocks\\.{stage}\\.{block}\\.{layer.Item1}", $"features.{module}.conv.{layer.Item2}"),
            ("conv_head", "features.18.0"), ("bn2", "features.18.1"), ("classifier", "classifier.1"),
        ];
    }

    /// <summary>timm keeps VGG's fully connected layers as convolutions.</summary>
    private static (string Theirs, string Ours)[] TimmVggHead =>
        [("pre_logits\\.fc1", "classifier.0"), ("pre_logits\\.fc2", "classifier.3"), ("head\\.fc", "classifier.6")];

    private static (string Theirs, string Ours) CaffeClasses => ("fc8[_-][^./]*", "fc8");

    private static WeightNaming CaffeVgg(string architecture) => new(
        architecture, Preprocessing.CaffeImageNet,
        [
            .. ArchitectureTables.Find(architecture).Trunk.OfType<Conv>().Where(conv => conv.Tap is not null)
                .Select(conv => (conv.Tap!, conv.Name)),
            ("fc6", "classifier.0"), ("fc7", "classifier.3"), ("fc8(?:[_-][^./]*)?", "classifier.6"),
        ]);
}
