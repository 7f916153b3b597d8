using System.CommandLine;
using System.Globalization;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize evolution</c>: how maps come about in training.</summary>
internal static class EvolutionCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var shared = new VisualizeOptions(VisualizeOptions.OneTap(), network: false);
        var search = new SearchOptions(1);
        Option<int?> seed = WholeNumber.Of("--seed", "Seed of the maps that are drawn at random. [default: 1]", int.MinValue, int.MaxValue);
        var epochs = new Option<EpochWeights[]?>("--epochs")
        {
            Description = "The weights as they were after epochs, such as 1=A.safetensors,5=B.safetensors.",
            HelpName = "N=FILE[,N=FILE…]",
            Required = true,
            CustomParser = result => Parse(result),
        };
        var command = new CliCommand("evolution", "What the same maps answer to the most, epoch by epoch.");
        command.SetAction(result =>
        {
            VisualizeChoice choice = shared.Read(result, console) with { Seed = result.GetValue(seed) ?? 1 };
            EpochWeights[] weights = result.GetValue(epochs)!;
            OutputPaths.Check(weights.Select(one => ("--epochs", (string?)one.Path)),
                [("--output", Gallery.PageOf(choice.Output)), ("--json", choice.Run.JsonPath)]);
            Networks.Execution.RunDevice device = choice.Run.Start();
            IReadOnlyList<ImageEntry> images = choice.ReadImages();
            return choice.Finish(gallery =>
            {
                using var bar = new ProgressBar(console, choice.Run.Quiet, images.Count);
                StrongestOptions options = search.Read(result, choice, device, images, bar, cancellation);
                return EvolutionPage.Write(gallery, choice.Tap, weights, images, options)
                    .Select(epoch => new { epoch.Epoch, Maps = epoch.Responses });
            });
        });
        return shared.AddTo(command, [epochs, .. search.All, seed]);
    }

    private static EpochWeights[]? Parse(System.CommandLine.Parsing.ArgumentResult result)
    {
        var found = new List<EpochWeights>();
        foreach (string part in CommaList.Split(result))
        {
            int at = part.IndexOf('=');
            if (at > 0 && at + 1 < part.Length && int.TryParse(part[..at], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch))
            {
                found.Add(new EpochWeights(epoch, part[(at + 1)..]));
                continue;
            }

            result.AddError($"--epochs takes pairs of an epoch and a file, such as 1=A.safetensors,5=B.safetensors, not '{part}'.");
            return null;
        }

        return [.. found];
    }
}
