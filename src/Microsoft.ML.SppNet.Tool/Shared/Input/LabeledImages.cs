using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>--data FOLDER|LIST.csv</c>: images whose classes are known.</summary>
internal static class LabeledImages
{
    internal static Option<string> Option() => new("--data")
    {
        Description = "Photographs in a folder per class, or a list with a path and a class per line.", HelpName = "FOLDER|LIST.csv",
        Required = true,
    };

    /// <exception cref="ToolException">There is no such data set, or something is wrong with it.</exception>
    internal static ClassFolder Read(string data, ToolConsole console) => ToolException.RefusedAsInput(() =>
        File.Exists(data) ? ClassFolder.ReadList(data) : ClassFolder.Read(data, console.Warn));
}
