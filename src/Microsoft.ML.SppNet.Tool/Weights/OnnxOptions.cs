using System.CommandLine;
using System.CommandLine.Parsing;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that say what an ONNX file makes of an image.</summary>
internal sealed class OnnxOptions
{
    private readonly Option<string[]?> _tap = CommaList.OfNames(
        "--tap", "NAME[,NAME…]", "For .onnx: the layers to read, their vectors one after the other. [default: spp]");

    private readonly Option<int[]?> _levels = CommaList.OfNumbers<int>(
        "--levels", "N[,N…]", "For .onnx: pyramid levels, bins per side. [default: 6,3,2,1]");

    private readonly Option<int[]?> _size = CommaList.Of<int>(
        "--size", "N|HxW|free", "For .onnx: the pixels of every image; free: any, from run to run. [default: free]", Size);

    private readonly Option<FeatureNormalization?> _normalize = Choice.Of(
        "--normalize", "For .onnx: divide the vector by its Euclidean length. [default: none]",
        ("none", FeatureNormalization.None), ("l2", FeatureNormalization.L2));

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_tap, _levels, _size, _normalize])
            command.Add(option);
    }

    /// <summary>The first of the options that is given; null where none is.</summary>
    internal string? Given(ParseResult result) =>
        ((Option[])[_tap, _levels, _size, _normalize]).FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name;

    internal OnnxExportOptions Read(ParseResult result)
    {
        var usual = new OnnxExportOptions();
        int[] size = result.Given(_size) ?? [];
        return new OnnxExportOptions
        {
            Taps = result.Given(_tap) ?? usual.Taps,
            Levels = result.Given(_levels) ?? usual.Levels,
            Height = size.Length == 0 ? null : size[0],
            Width = size.Length == 0 ? null : size[^1],
            Normalize = result.GetValue(_normalize) == FeatureNormalization.L2,
        };
    }

    private static int[]? Size(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        return text.Equals("free", StringComparison.OrdinalIgnoreCase)
            ? []
            : CommaList.Numbers<int>("--size", result, text.Split('x', 2, StringSplitOptions.TrimEntries));
    }
}
