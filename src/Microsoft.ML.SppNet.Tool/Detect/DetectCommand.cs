namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet detect</c>: where the objects of photographs are.</summary>
internal static class DetectCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation) => new("detect", "Find the objects of photographs.")
    {
        ProposalsCommand.Create(console, cancellation),
    };
}
