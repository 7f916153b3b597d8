using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet detect proposals</c>: boxes that may hold objects.</summary>
internal static class ProposalsCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var images = new Option<string>("--images")
        {
            Description = "An image, a folder with all images below it, or a list of paths (.txt).",
            HelpName = "FILE|FOLDER|LIST.txt",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "A row per box with the image, the box and its score, an image's best first. Boxes are in pixels of the image, "
                + "from 0, the right and lower ends outside.",
            HelpName = "BOXES.csv",
            Required = true,
        };
        Option<ProposalMethod?> method = Choice.Of(
            "--method", "How boxes are found. [default: selective-search]", ProposalMethods.Words);
        Option<int?> most = WholeNumber.Of(
            "--max", "The most boxes per image, the best. [default: 2500 of selective-search, 10000 of the others]", 1, int.MaxValue);
        Option<int?> minimumSide = WholeNumber.Of(
            "--min-side", "Leave out boxes with a side of fewer pixels. [default: 1]", 1, int.MaxValue);
        Option<int?> seed = WholeNumber.Of("--seed", "Of the random part of Selective Search's order. [default: 0]", 0, int.MaxValue);
        Option<int?> threads = WholeNumber.Of(
            "--threads", "Threads; the boxes are the same for any number. [default: one per core]", 1, 1024);
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "List an image that cannot be read on standard error and go on without it, rather than stop.",
        };
        var json = new JsonOption();
        var quiet = new Option<bool>("--quiet") { Description = "No progress bar." };

        var command = new CliCommand("proposals", "Write boxes that may hold objects of any class.")
        {
            images, output, method, most, minimumSide, seed, threads, skipBad, json, quiet,
        };
        command.SetAction(result => new ProposalsRun(console, result.GetRequiredValue(images), result.GetRequiredValue(output))
        {
            Method = new ProposalChoice(
                result.GetValue(method) ?? ProposalMethod.SelectiveSearch,
                result.GetValue(most),
                result.GetValue(minimumSide),
                result.GetValue(seed)),
            Threads = result.GetValue(threads),
            SkipBad = result.GetValue(skipBad),
            JsonPath = json.Read(result),
            Quiet = result.GetValue(quiet),
        }.Execute(cancellation));
        return command;
    }
}
