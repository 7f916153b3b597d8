using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>--json FILE</c>: the result for programs.</summary>
internal sealed class JsonOption : Option<string?>
{
    internal JsonOption()
        : base("--json")
    {
        Description = "Write the result for programs to this file.";
        HelpName = "FILE";
    }

    internal string? Read(ParseResult result) =>
        result.GetValue(this) is { Length: 0 } ? throw ToolException.Usage("--json names no file.") : result.GetValue(this);
}
