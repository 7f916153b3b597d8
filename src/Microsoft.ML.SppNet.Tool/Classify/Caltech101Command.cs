using System.CommandLine;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet classify caltech101</c>.</summary>
internal static class Caltech101Command
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder 101_ObjectCategories, or any other with a folder of images per class.",
            HelpName = "FOLDER",
            Required = true,
        };
        Option<int?> train = WholeNumber.Of("--train", "Training images per class. [default: 30]", 1, int.MaxValue);
        Option<int?> test = WholeNumber.Of("--test", "The most test images per class. [default: 50]", 1, int.MaxValue);
        Option<int?> splits = WholeNumber.Of("--splits", "Random splits that results are averaged over. [default: 10]", 1, 1000);
        var noBackground =
            new Option<bool>("--no-background") { Description = "Leave BACKGROUND_Google out: 101 classes rather than 102." };
        var perTap = new Option<bool>("--per-tap")
        {
            Description = "Rather than join the taps' vectors, classify each tap's by itself, by SVM and by softmax: a row per tap.",
        };
        var common = new ClassifyOptions(alsoSeeds: "the first split, the next ones counting up from it");

        var command = new CliCommand("caltech101", "Caltech-101 (He et al., section 3.3): accuracy over random splits.")
        {
            data, train, test, splits, noBackground, perTap,
        };
        common.AddTo(command);
        command.SetAction(result =>
        {
            var usual = new Caltech101Options();
            FeatureSource source = common.Source(console, result);
            var run = new Caltech101Run(source, result.GetRequiredValue(data), !result.GetValue(noBackground), new Caltech101Options
            {
                TrainPerClass = result.GetValue(train) ?? usual.TrainPerClass,
                TestPerClass = result.GetValue(test) ?? usual.TestPerClass,
                Splits = result.GetValue(splits) ?? usual.Splits,
                Seed = common.Network.Seed(result) ?? usual.Seed,
                Cost = common.Cost(result),
                CancellationToken = cancellation,
            })
            {
                Charts = common.Charts(result),
            };
            return result.GetValue(perTap) ? run.ExecutePerTap() : run.Execute();
        });
        return command;
    }
}
