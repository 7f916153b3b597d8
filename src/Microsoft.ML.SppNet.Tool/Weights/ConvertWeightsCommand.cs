using System.CommandLine;
using System.Globalization;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet weights convert</c>: any weight file that is known as safetensors with a model card, or as an ONNX graph that makes
/// features of images.</summary>
internal static class ConvertWeightsCommand
{
    private const string Safetensors = ".safetensors", Onnx = ".onnx";

    internal static CliCommand Create(ToolConsole console)
    {
        var input = new Argument<string>("IN") { Description = "Weights in any format that --network takes." };
        var output = new Argument<string>("OUT")
        {
            Description =
                $"The file to write: {Safetensors}, with a model card; or {Onnx}, a graph from pixels (RGB, 0 to 255) to features.",
        };
        var half = new Option<bool>("--half") { Description = "Round the weights to float16: half the size." };
        var source = new Option<string?>("--source")
        {
            Description = "What the model card says of where the weights come from.", HelpName = "TEXT",
        };
        var licence = new Option<string?>("--licence")
        {
            Description = "What the model card says of the weights' licence.", HelpName = "TEXT",
        };
        Option<int?> cardSize = WholeNumber.Of(
            "--card-size", "The shorter side that the model card names as the best for images. [default: the card's own]", 1, 16384);
        var network = new NetworkOptions(weightsOnly: true);
        var onnx = new OnnxOptions();
        var command = new CliCommand("convert", "Write weights as safetensors with a model card, or as an ONNX graph.")
        {
            input, output, half, source, licence, cardSize,
        };
        network.AddTo(command);
        onnx.AddTo(command);
        command.SetAction(result =>
        {
            (string from, string to) = (result.GetValue(input)!, result.GetValue(output)!);
            bool isOnnx = Has(to, Onnx);
            if (!isOnnx && !Has(to, Safetensors))
                throw ToolException.Usage($"The output is a {Safetensors} or {Onnx} file, not '{to}'.");
            if (!isOnnx && onnx.Given(result) is { } option)
                throw ToolException.Usage($"{option} is for {Onnx} files.");
            var changes = new WeightChanges(result.GetValue(half))
            {
                Source = result.GetValue(source), Licence = result.GetValue(licence), Size = result.GetValue(cardSize),
            };
            if (isOnnx && changes != new WeightChanges(Half: false))
                throw ToolException.Usage($"--half, --source, --licence and --card-size are for {Safetensors} files.");
            using SppNetwork loaded = network.Read(result, from).Open(console.Warn);
            if (isOnnx)
                SaveOnnx(console, loaded, to, onnx.Read(result));
            else
                Save(console, loaded, to, changes);
            return ExitCode.Done;
        });
        return command;
    }

    private static bool Has(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static void Save(ToolConsole console, SppNetwork network, string path, WeightChanges changes)
    {
        AtomicFile.Write(path, stream => network.Save(stream, changes.Half, network.Card with
        {
            Source = changes.Source ?? network.Card.Source,
            Licence = changes.Licence ?? network.Card.Licence,
            Size = changes.Size ?? network.Card.Size,
        }));
        console.Output.WriteLine($"{path}: {network.Architecture}, {network.Preprocessing}");
    }

    /// <summary>What becomes of weights as they are written.</summary>
    private sealed record WeightChanges(bool Half)
    {
        internal string? Source { get; init; }

        internal string? Licence { get; init; }

        internal int? Size { get; init; }
    }

    private static void SaveOnnx(ToolConsole console, SppNetwork network, string path, OnnxExportOptions options)
    {
        ToolException.RefusedAsUsage(() =>
        {
            network.SaveOnnx(path, options);
            return path;
        });
        string size = options is { Height: { } height, Width: { } width }
            ? string.Create(CultureInfo.InvariantCulture, $"{height}, {width}")
            : "H, W";
        console.Output.WriteLine(
            $"{path}: image [N, 3, {size}] in RGB, 0 to 255 → features of {string.Join(", ", options.Taps)}; operator set 13, format "
                + "version 7");
    }
}
