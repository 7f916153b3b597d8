namespace Microsoft.ML.SppNet.Tool;

/// <summary>What the tool tells a script by its exit code.</summary>
internal static class ExitCode
{
    internal const int Done = 0, Failed = 1, WrongUsage = 2, BadInput = 3, Cancelled = 130;
}
