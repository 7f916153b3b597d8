using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet explain</c>.</summary>
internal sealed record ExplainRun(ToolConsole Console, string Image, string Model)
{
    /// <summary>A PNG is as large as the photograph, up to this.</summary>
    private const int LongestSide = 2048;

    /// <summary>The class; null for the predicted one.</summary>
    internal required string? ClassName { get; init; }

    internal required string? Output { get; init; }

    internal required string? JsonPath { get; init; }

    internal int Execute()
    {
        bool page = CheckOutput();
        OutputPaths.Check([("IMAGE", Image), ("--model", Model)], [("--output", Output), ("--json", JsonPath)]);
        ITransformer model = SavedModel.Load(new MLContext(), Model);
        using var owned = model as IDisposable;
        LinearExplainer explainer = Explainer(model);
        using MLImage photograph = ToolException.RefusedAsInput(() => explainer.LoadPhotograph(Image));
        ExplainedImage image = ToolException.RefusedAsInput(() => explainer.Read(Image));
        ScoreExplanation explanation = image.Explain(ClassName);
        Tell(explanation);
        JsonFile.Write(JsonPath, ExplainReport.Of(explanation));
        if (Output is not null && page)
            ExplainPage.Write(Output, Path.GetFileName(Image), photograph, image, explanation);
        else if (Output is not null)
            WritePicture(Output, photograph, explanation);
        return ExitCode.Done;
    }

    /// <returns>Whether the output is a page, rather than a picture.</returns>
    private bool CheckOutput()
    {
        string kind = Path.GetExtension(Output ?? "").ToUpperInvariant();
        return kind is ".HTML" or ".HTM" || (kind is ".PNG" || Output is null ? false
            : throw ToolException.Usage($"--output ends in .html or .png; '{Output}' does not."));
    }

    private LinearExplainer Explainer(ITransformer model)
    {
        LinearExplainer explainer;
        try
        {
            explainer = new LinearExplainer(model);
        }
        catch (InvalidOperationException exception)
        {
            throw ToolException.BadInput($"'{Model}': {exception.Message}", exception);
        }

        if (ClassName is not null && !explainer.Classes.Contains(ClassName))
            throw ToolException.Usage($"'{Model}' has no class '{ClassName}'; it has {string.Join(", ", explainer.Classes)}.");
        return explainer;
    }

    private void Tell(ScoreExplanation explanation) => Console.Output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{explanation.Class}: score {explanation.Score:G6} = bias {explanation.Bias:G6} + cells {explanation.SumOfCells:G6}"));

    private void WritePicture(string path, MLImage whole, ScoreExplanation explanation)
    {
        using MLImage photograph = Picture.Scaled(whole, LongestSide);
        HeatMap map = HeatMap.Of(explanation, photograph.Width, photograph.Height);
        using MLImage picture = map.Over(photograph);
        byte[] png = Picture.Png(picture);
        AtomicFile.Write(path, stream => stream.Write(png));
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: orange from +{map.ScaleEnd:G3}, blue from -{map.ScaleEnd:G3} of score per 1 % of the image's area"));
    }
}
