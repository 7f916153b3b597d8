using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet train</c>: photographs in a folder per class become a network.</summary>
internal static class TrainCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var data = new Option<string>("--data")
            { Description = "Photographs in a folder per class.", HelpName = "FOLDER", Required = true };
        var output = new Option<string>("--output")
            { Description = "The trained weights with their model card.", HelpName = "FILE.safetensors", Required = true };
        var validation = new Option<string?>("--validation")
        {
            Description = "Photographs of the same classes to look at after each epoch. [default: a share of --data]", HelpName = "FOLDER",
        };
        var report = new Option<string?>("--report")
        {
            Description = "Write a page with the losses and accuracies of all epochs.", HelpName = "PAGE.html",
        };
        var network = new NetworkOptions(alsoSeeds: "order, crops and dropout");
        var training = new TrainOptions();
        var teacher = new TeacherOptions();
        var run = new RunOptions();
        var command = new CliCommand("train", "Train an SPP-net, or go on with a trained one.") { data, output, validation, report };
        network.AddTo(command);
        training.AddTo(command);
        teacher.AddTo(command);
        run.AddTo(command);
        command.SetAction(result => new TrainRun(console, result.GetRequiredValue(data), result.GetRequiredValue(output))
        {
            Validation = result.GetValue(validation),
            Network = network.Read(result),
            Seed = network.Seed(result) ?? 1,
            Levels = training.Levels(result),
            Checkpoint = training.Checkpoint(result),
            ReportPath = result.GetValue(report),
            Run = run.Read(result),
            OpenTeacher = () => teacher.Open(result),
            Options = start => training.Read(result, start, teacher.Read(result, start.Teacher), cancellation),
        }.Execute());
        return command;
    }
}
