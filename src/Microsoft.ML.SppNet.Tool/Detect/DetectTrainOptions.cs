using System.CommandLine;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that say how a detector is trained; what is not given has the detector's default.</summary>
internal sealed class DetectTrainOptions
{
    private readonly Option<string?> _tap = new("--tap")
    {
        Description =
            "The layer whose maps windows are pooled from, or a layer of the head behind a pyramid. [default: spp, the deepest "
                + "convolution]",
        HelpName = "NAME",
    };

    private readonly Option<int[]?> _levels =
        CommaList.OfNumbers<int>("--levels", "N[,N…]", "Pyramid levels over a window. [default: 6,3,2,1]");

    private readonly Option<int[]?> _scales = CommaList.OfNumbers<int>(
        "--scales", "N[,N…]", "Shorter sides that an image is looked at; the paper's five are 480,576,688,864,1200. [default: 688]");

    private readonly Option<DetectorMethod?> _method = Choice.Of(
        "--method", "How windows become vectors: pooled from maps of the image, or each run through the network. [default: spp]",
        ("spp", DetectorMethod.Spp), ("rcnn", DetectorMethod.Rcnn));

    private readonly Option<WindowMapping?> _mapping = Choice.Of(
        "--mapping", "Which cells and scale a window takes: the paper's rule, or that of its authors' code. [default: paper]",
        ("paper", WindowMapping.Paper), ("released", WindowMapping.ReleasedCode));

    private readonly Option<bool> _regression = new("--box-regression") { Description = "Learn to move boxes as well." };
    private readonly Option<bool> _mirror = new("--mirror") { Description = "Train on mirrored images as well; twice the time." };
    private readonly Option<double?> _cost = PositiveNumber.Of("--cost", "C", "Cost of the SVMs. [default: 0.001]");
    private readonly Option<int?> _passes = WholeNumber.Of("--mining-passes", "Passes for hard counterexamples. [default: 1]", 1, 100);

    internal WindowSource Windows { get; } = new("selective-search");

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_tap, _levels, _scales, _method, _mapping, _regression, _mirror, _cost, _passes])
            command.Add(option);
        Windows.AddTo(command);
    }

    internal SppDetectorOptions Read(
        ParseResult result, string imageFolder, int? seed, IProgress<DetectorTrainingProgress> progress, CancellationToken cancellation)
    {
        var usual = new SppDetectorOptions();
        return new SppDetectorOptions
        {
            Tap = result.GetValue(_tap) ?? usual.Tap,
            Levels = result.Given(_levels) ?? usual.Levels,
            Scales = result.Given(_scales) ?? usual.Scales,
            Method = result.GetValue(_method) ?? usual.Method,
            Mapping = result.GetValue(_mapping) ?? usual.Mapping,
            Proposals = Windows.Open(result, imageFolder, seed) ?? new SelectiveSearch(new SelectiveSearchOptions { Seed = seed ?? 0 }),
            BoxRegression = result.GetValue(_regression),
            MirrorImages = result.GetValue(_mirror),
            Cost = result.GetValue(_cost) ?? usual.Cost,
            MiningPasses = result.GetValue(_passes) ?? usual.MiningPasses,
            Seed = seed ?? usual.Seed,
            Progress = progress,
            CancellationToken = cancellation,
        };
    }
}
