namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet detect</c>: where the objects of photographs are.</summary>
internal static class DetectCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation) =>
        new("detect", "Find the objects of photographs.")
    {
        DetectTrainCommand.Create(console, cancellation),
        DetectRunCommand.Create(console, cancellation),
        DetectEvaluateCommand.Create(console, cancellation),
        ProposalsCommand.Create(console, cancellation),
    };
}
