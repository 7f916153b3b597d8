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
        var network = new NetworkOptions(alsoSeeds: "order, crops and dropout");
        var training = new TrainOptions();
        var teacher = new TeacherOptions();
        var run = new RunOptions();
        var command = new CliCommand("train", "Train an SPP-net, or go on with a trained one.") { data, output, validation };
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
            Run = run.Read(result),
            OpenTeacher = () => teacher.Open(result),
            Options = (architecture, start, preprocessing, seed, taught, progress) => training.Read(
                result, architecture, start, preprocessing, seed, teacher.Read(result, taught), progress, cancellation),
        }.Execute());
        return command;
    }
}
