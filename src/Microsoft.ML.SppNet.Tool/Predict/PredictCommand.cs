using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet predict</c>: the classes of photographs by a model.</summary>
internal static class PredictCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var model = new Option<string>("--model") { Description = "A model of sppnet fit.", HelpName = "MODEL.zip", Required = true };
        var images = new Option<string>("--images")
        {
            Description = "An image, a folder with all images below it, or a list of paths (.txt).", HelpName = "FILE|FOLDER|LIST.txt",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "A row per image with the classes and their probabilities, best first.", HelpName = "OUT.csv|OUT.json",
            Required = true,
        };
        Option<int?> top = WholeNumber.Of("--top", "How many classes per image. [default: 1]", 1, int.MaxValue);
        var run = new RunOptions();
        var command = new CliCommand("predict", "Tell the classes of photographs by a model.") { model, images, output, top };
        run.AddTo(command);
        command.SetAction(result =>
            new PredictRun(console, result.GetRequiredValue(model), result.GetRequiredValue(images), result.GetRequiredValue(output))
        {
            Top = result.GetValue(top) ?? 1,
            Run = run.Read(result),
        }.Execute(cancellation));
        return command;
    }
}
