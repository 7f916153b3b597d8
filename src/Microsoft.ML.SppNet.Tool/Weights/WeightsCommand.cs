namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet weights</c>: what weight files hold, and other formats made our own.</summary>
internal static class WeightsCommand
{
    internal static CliCommand Create(ToolConsole console) => new("weights", "Look into weight files and convert them.")
    {
        ConvertWeightsCommand.Create(console),
        InspectCommand.CreateForFile(console),
    };
}
