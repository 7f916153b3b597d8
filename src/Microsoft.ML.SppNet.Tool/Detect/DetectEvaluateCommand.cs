using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet detect evaluate</c>: how well a detector finds the objects of images with boxes.</summary>
internal static class DetectEvaluateCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var data = new AnnotatedOptions("test");
        var model = new DetectorOptions();
        Option<int?> threads = WholeNumber.Of("--threads", "Threads of the network's arithmetic. [default: one per core]", 1, 1024);
        var json = new JsonOption();
        var quiet = new Option<bool>("--quiet") { Description = "No progress bar." };
        var command = new CliCommand("evaluate", "Test a detector: average precision as the VOC development kits compute it.");
        data.AddTo(command);
        model.AddTo(command);
        foreach (Option option in (Option[])[threads, json, quiet])
            command.Add(option);
        command.SetAction(result => new DetectEvaluateRun(console, data.Data(result))
        {
            Source = () => data.Read(result, console.Warn),
            Models = model.Paths(result),
            Open = folder => model.Open(result, folder),
            Threads = result.GetValue(threads),
            JsonPath = json.Read(result),
            Quiet = result.GetValue(quiet),
        }.Execute(cancellation));
        return command;
    }
}
