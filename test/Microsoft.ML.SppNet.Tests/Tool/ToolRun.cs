using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>One run of the tool in this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    internal static ToolRun Of(params IReadOnlyList<string> args) => Of(CancellationToken.None, args);

    internal static ToolRun Of(CancellationToken cancellation, params IReadOnlyList<string> args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = ToolCommandLine.Run(args, new ToolConsole(output, error, Interactive: false), cancellation);
        return new ToolRun(code, output.ToString(), error.ToString());
    }
}
