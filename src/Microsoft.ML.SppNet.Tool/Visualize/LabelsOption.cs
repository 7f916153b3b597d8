using System.CommandLine;
using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>--labels FILE</c>: what the classes of a network's logits are called.</summary>
internal sealed class LabelsOption : Option<string?>
{
    internal LabelsOption()
        : base("--labels")
    {
        Description = "What the classes are called, a line for each, for the page. [default: their numbers]";
        HelpName = "FILE";
    }

    /// <summary>Names a class.</summary>
    internal Func<int, string> Read(ParseResult result)
    {
        if (result.GetValue(this) is not { } path)
            return one => $"class {one}";
        List<TextLine> lines = ToolException.RefusedAsInput(() => TextLine.Read(path));
        return one => one < lines.Count
            ? lines[one].Text
            : throw new InvalidDataException($"'{path}' names {lines.Count} classes, and there is a class {one}.");
    }
}
