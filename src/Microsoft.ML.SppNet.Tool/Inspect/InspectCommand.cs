namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet inspect</c>: what a weight file holds, or what an architecture is made of.</summary>
internal static class InspectCommand
{
    internal static CliCommand Create(ToolConsole console)
    {
        var network = new NetworkOptions();
        var levels = CommaList.OfNumbers<int>("--levels", "N[,N…]", "Pyramid levels that the taps' dimensions are given for. [default: 6,3,2,1]");
        var json = new JsonOption();
        var command = new CliCommand("inspect", "Show a network: card, layers, tensors, taps.");
        network.AddTo(command);
        command.Add(levels);
        command.Add(json);
        command.SetAction(result =>
        {
            IReadOnlyList<int> bins = result.Given(levels) ?? SpatialPyramid.Default.Levels;
            NetworkChoice choice = network.Read(result);
            OutputPaths.Check([("--network", choice.Path)], [("--json", json.Read(result))]);
            NetworkReport report = NetworkInspection.Of(choice, ToolException.RefusedAsUsage(() => new SpatialPyramid(bins)));
            JsonFile.Write(json.Read(result), report);
            NetworkReportText.Write(report, console.Output);
            return ExitCode.Done;
        });
        return command;
    }
}
