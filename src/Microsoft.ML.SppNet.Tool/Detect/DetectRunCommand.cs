using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet detect run</c>: the objects of photographs by a detector.</summary>
internal static class DetectRunCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var images = new Option<string>("--images")
        {
            Description = "An image, a folder with all images below it, or a list of paths (.txt).", HelpName = "FILE|FOLDER|LIST.txt",
            Required = true,
        };
        var model = new DetectorOptions();
        var threshold = new Option<float?>("--threshold")
        {
            Description =
                "The least score of a detection, from about -1 on. [default: for each class what told its objects from others best in "
                    + "training]",
            HelpName = "T",
        };
        var output = new Option<string?>("--output")
        {
            Description =
                "A row per object with image, class, score and box, in pixels of the image from 0, x1 and y1 outside. [default: printed "
                    + "as CSV]",
            HelpName = "OUT.csv|OUT.json",
        };
        var pictures =
            new Option<string?>("--pictures") { Description = "The images with the boxes drawn in, as PNG.", HelpName = "FOLDER" };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "List an image that cannot be read on standard error and go on without it, rather than stop.",
        };
        Option<int?> threads = WholeNumber.Of("--threads", "Threads of the network's arithmetic. [default: one per core]", 1, 1024);
        var quiet = new Option<bool>("--quiet") { Description = "No progress bar." };
        var command = new CliCommand("run", "Find the objects of photographs by a detector.") { images };
        model.AddTo(command);
        foreach (Option option in (Option[])[threshold, output, pictures, skipBad, threads, quiet])
            command.Add(option);
        command.SetAction(result => new DetectRun(console, result.GetRequiredValue(images))
        {
            Models = model.Paths(result),
            Open = folder => model.Open(result, folder),
            Threshold = result.GetValue(threshold),
            Output = result.GetValue(output),
            Pictures = result.GetValue(pictures),
            SkipBad = result.GetValue(skipBad),
            Threads = result.GetValue(threads),
            Quiet = result.GetValue(quiet),
        }.Execute(cancellation));
        return command;
    }
}
