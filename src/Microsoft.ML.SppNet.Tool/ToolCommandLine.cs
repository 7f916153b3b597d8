using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The tool's commands, parsed and run; what it prints and gives back is all there is to it, so that tests need no
/// process.</summary>
internal static class ToolCommandLine
{
    internal static int Run(IReadOnlyList<string> args, ToolConsole console, CancellationToken cancellation = default)
    {
        var root = new RootCommand(
            "Fixed-length features from pretrained convolutional networks for photographs of any size, by spatial pyramid pooling.")
        {
            ExtractCommand.Create(console, cancellation),
            InspectCommand.Create(console),
            WeightsCommand.Create(console, cancellation),
            ClassifyCommand.Create(console, cancellation),
            TrainCommand.Create(console, cancellation),
            FitCommand.Create(console, cancellation),
            PredictCommand.Create(console, cancellation),
            EvaluateCommand.Create(console, cancellation),
            DetectCommand.Create(console, cancellation),
            ExplainCommand.Create(console),
        };

        // No response files: '@' may begin the name of a folder.
        ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
            return Failures.Report(console, ToolException.Usage($"{Explain(result)} See sppnet --help."), cancellation);
        try
        {
            return result.Invoke(new InvocationConfiguration
            {
                Output = console.Output,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
#pragma warning disable CA1031 // The one place where a failure of any kind becomes a sentence and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failures.Report(console, exception, cancellation);
        }
    }

    private static string FullName(CliCommand command) =>
        command is RootCommand ? "sppnet" : $"{FullName(command.Parents.OfType<CliCommand>().First())} {command.Name}";

    /// <summary>What is wrong with a line that cannot be parsed; a command that is missing or mistyped is told which there are.</summary>
    private static string Explain(ParseResult result)
    {
        CliCommand command = result.CommandResult.Command;
        string name = FullName(command);
        if (command.Arguments.Any(argument => (result.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MinimumNumberOfValues))
            return $"Say with what: {name} {string.Join(' ', command.Arguments.Select(argument => argument.Name))}.";
        if (command.Subcommands.Count == 0)
            return result.Errors[0].Message.TrimEnd();
        string commands = $"{name} has the commands {string.Join(", ", command.Subcommands.Select(one => one.Name))}.";
        return result.UnmatchedTokens is [{ } word, ..] ? $"There is no command '{word}': {commands}" : $"Say what to do: {commands}";
    }
}
