using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet inspect</c>: what a weight file holds, or what an architecture is made of.</summary>
internal static class InspectCommand
{
    internal static CliCommand Create(ToolConsole console) => Create(console, null);

    /// <summary>The same as <c>sppnet weights inspect FILE</c>.</summary>
    internal static CliCommand CreateForFile(ToolConsole console) =>
        Create(console, new Argument<string>("FILE") { Description = "Weights in any format that --network takes." });

    private static CliCommand Create(ToolConsole console, Argument<string>? file)
    {
        var network = new NetworkOptions(weightsOnly: file is not null);
        var levels =
            CommaList.OfNumbers<int>("--levels", "N[,N…]", "Pyramid levels that the taps' dimensions are given for. [default: 6,3,2,1]");
        var json = new JsonOption();
        var command = new CliCommand("inspect", "Show a network: card, layers, tensors, taps.");
        if (file is not null)
            command.Add(file);
        network.AddTo(command);
        command.Add(levels);
        command.Add(json);
        command.SetAction(result =>
        {
            IReadOnlyList<int> bins = result.Given(levels) ?? SpatialPyramid.Default.Levels;
            NetworkChoice choice = file is null ? network.Read(result) : network.Read(result, result.GetValue(file));
            OutputPaths.Check([("--network", choice.Path)], [("--json", json.Read(result))]);
            NetworkReport report = NetworkInspection.Of(choice, ToolException.RefusedAsUsage(() => new SpatialPyramid(bins)), console.Warn);
            JsonFile.Write(json.Read(result), report);
            NetworkReportText.Write(report, console.Output);
            return ExitCode.Done;
        });
        return command;
    }
}
