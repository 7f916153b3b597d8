using System.Text.Json;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What tests of <c>sppnet classify</c> have in common.</summary>
internal static class ClassifyTool
{
    /// <summary>A small untrained net that runs in milliseconds.</summary>
    internal static readonly string[] SmallNet = ["--architecture", "squeezenet1.1", "--size", "64", "--levels", "2,1"];

    internal static ToolRun Run(params IReadOnlyList<string> args) => ToolRun.Of(["classify", .. args]);

    internal static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;

    internal static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
