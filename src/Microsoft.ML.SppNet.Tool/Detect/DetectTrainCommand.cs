using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet detect train</c>: images with boxes become a detector.</summary>
internal static class DetectTrainCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var data = new AnnotatedOptions("trainval");
        var network = new NetworkOptions(alsoSeeds: "windows and SVMs");
        var training = new DetectTrainOptions();
        var output =
            new Option<string>("--output") { Description = "The detector with its network.", HelpName = "MODEL.zip", Required = true };
        Option<int?> threads = WholeNumber.Of("--threads", "Threads of the network's arithmetic. [default: one per core]", 1, 1024);
        var json = new JsonOption();
        var quiet = new Option<bool>("--quiet") { Description = "No progress bar." };
        var command = new CliCommand("train", "Train a detector on images with boxes (He et al., section 4).") { output };
        data.AddTo(command);
        network.AddTo(command);
        training.AddTo(command);
        foreach (Option option in (Option[])[threads, json, quiet])
            command.Add(option);
        command.SetAction(result => new DetectTrainRun(console, result.GetRequiredValue(output))
        {
            Data = data.Data(result),
            ProposalFile = training.Windows.File(result),
            Source = () => data.Read(result, console.Warn),
            Network = network.Read(result),
            Options = (folder, progress) => training.Read(result, folder, network.Seed(result), progress, cancellation),
            Threads = result.GetValue(threads),
            JsonPath = json.Read(result),
            Quiet = result.GetValue(quiet),
        }.Execute());
        return command;
    }
}
