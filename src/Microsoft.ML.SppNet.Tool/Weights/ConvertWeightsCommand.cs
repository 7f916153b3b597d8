using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet weights convert</c>: any weight file that is known as safetensors with a model card.</summary>
internal static class ConvertWeightsCommand
{
    private const string Extension = ".safetensors";

    internal static CliCommand Create(ToolConsole console)
    {
        var input = new Argument<string>("IN") { Description = "Weights in any format that --network takes." };
        var output = new Argument<string>("OUT") { Description = $"The file to write, {Extension}; a model card goes into it." };
        var network = new NetworkOptions(weightsOnly: true);
        var command = new CliCommand("convert", "Write weights as safetensors with a model card.") { input, output };
        network.AddTo(command);
        command.SetAction(result =>
        {
            (string from, string to) = (result.GetValue(input)!, result.GetValue(output)!);
            if (!to.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
                throw ToolException.Usage($"The output is a {Extension} file, not '{to}'.");
            using SppNetwork loaded = network.Read(result, from).Open(console.Warn);
            loaded.Save(to);
            console.Output.WriteLine($"{to}: {loaded.Architecture}, {loaded.Preprocessing}");
            return ExitCode.Done;
        });
        return command;
    }
}
