using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet fit</c>: photographs whose classes are known become a model.</summary>
internal static class FitCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        Option<string> data = LabeledImages.Option();
        var output = new Option<string>("--output")
        {
            Description = "The model: an ordinary ML.NET pipeline from the path of an image to class and probabilities.",
            HelpName = "MODEL.zip", Required = true,
        };
        Option<double?> share =
            PositiveNumber.Of("--test-share", "S", "The share of each class that is kept for testing. [default: 0.2]", orZero: true);
        var report = new Option<string?>("--report")
        {
            Description = "Write a page that shows how good the model is: confusions, mistakes, reliability of the probabilities.",
            HelpName = "PAGE.html",
        };
        var skipBad = new Option<bool>("--skip-bad") { Description = "Leave out images that cannot be read, and list them." };
        var network = new NetworkOptions(alsoSeeds: "the split");
        var features = new FeatureOptions(FeatureNormalization.L2);
        var cache = new CacheOptions();
        var cost = new CostOption();
        var run = new RunOptions();
        var command = new CliCommand("fit", "Train a classifier of photographs and save it as an ML.NET model.")
            { data, output, share, cost, report, skipBad };
        network.AddTo(command);
        features.AddTo(command);
        cache.AddTo(command);
        run.AddTo(command);
        command.SetAction(result =>
        {
            if (result.GetValue(share) is >= 1)
                throw ToolException.Usage("--test-share is less than 1: something must be left to train on.");
            var source =
                new FeatureSource(console, network.Read(result), features.Read(result), run.Read(result), cache.Read(result, console));
            return new FitRun(source, result.GetRequiredValue(data), result.GetRequiredValue(output))
            {
                TestShare = result.GetValue(share) ?? 0.2,
                Seed = network.Seed(result) ?? 1,
                Cost = cost.Read(result),
                ReportPath = result.GetValue(report),
                SkipBad = result.GetValue(skipBad),
            }.Execute(cancellation);
        });
        return command;
    }
}
