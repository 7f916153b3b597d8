namespace Microsoft.ML.SppNet.Tool;

/// <summary>Turns what went wrong into a sentence on standard error and an exit code.</summary>
internal static class Failures
{
    internal static int Report(ToolConsole console, Exception exception, CancellationToken cancellation)
    {
        if (exception is OperationCanceledException && cancellation.IsCancellationRequested)
        {
            console.Error.WriteLine("sppnet: cancelled.");
            return ExitCode.Cancelled;
        }

        console.Error.WriteLine($"sppnet: {Sentence(exception)}");
        return exception is ToolException known ? known.ExitCode : ExitCode.Failed;
    }

    /// <summary>The message without the name of our own parameter, which means nothing to a user.</summary>
    internal static string Sentence(Exception exception) =>
        exception is ArgumentException { ParamName: { } name } ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : exception.Message;
}
