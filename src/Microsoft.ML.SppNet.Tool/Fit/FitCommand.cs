using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet fit</c>: photographs in a folder per class become a model.</summary>
internal static class FitCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var data = new Option<string>("--data") { Description = "Photographs in a folder per class.", HelpName = "FOLDER", Required = true };
        var output = new Option<string>("--output")
        {
            Description = "The model: an ordinary ML.NET pipeline from the path of an image to class and probabilities.", HelpName = "MODEL.zip", Required = true,
        };
        Option<double?> share = PositiveNumber.Of("--test-share", "S", "The share of each class that is kept for testing. [default: 0.2]", orZero: true);
        var network = new NetworkOptions(alsoSeeds: "the split");
        var features = new FeatureOptions(FeatureNormalization.L2);
        var cache = new CacheOptions();
        var cost = new CostOption();
        var run = new RunOptions();
        var command = new CliCommand("fit", "Train a classifier of photographs and save it as an ML.NET model.") { data, output, share, cost };
        network.AddTo(command);
        features.AddTo(command);
        cache.AddTo(command);
        run.AddTo(command);
        command.SetAction(result =>
        {
            if (result.GetValue(share) is >= 1)
                throw ToolException.Usage("--test-share is less than 1: something must be left to train on.");
            var source = new FeatureSource(console, network.Read(result), features.Read(result), run.Read(result), cache.Read(result, console));
            return new FitRun(source, result.GetRequiredValue(data), result.GetRequiredValue(output))
            {
                TestShare = result.GetValue(share) ?? 0.2,
                Seed = network.Seed(result) ?? 1,
                Cost = cost.Read(result),
            }.Execute(cancellation);
        });
        return command;
    }
}
