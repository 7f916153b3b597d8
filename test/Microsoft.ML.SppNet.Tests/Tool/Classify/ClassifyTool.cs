using System.Text.Json;
using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Runs of <c>sppnet classify</c> in this process.</summary>
internal sealed record ClassifyTool(int ExitCode, string Output, string Error)
{
    /// <summary>A small untrained net that runs in milliseconds.</summary>
    internal static readonly string[] SmallNet = ["--architecture", "squeezenet1.1", "--size", "64", "--levels", "2,1"];

    internal static ClassifyTool Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(["classify", .. args], new ToolConsole(output, error, Interactive: false));
        return new ClassifyTool(code, output.ToString(), error.ToString());
    }

    internal static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    internal static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
