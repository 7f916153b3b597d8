using System.CommandLine;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The option that says where windows come from: a method, or a file of detect proposals.</summary>
internal sealed class WindowSource(string usual)
{
    private readonly Option<string?> _proposals = new("--proposals")
    {
        Description =
            $"Where windows come from: {string.Join(", ", ProposalMethods.Words.Select(word => word.Word))}, or a file of detect "
                + "proposals. "
            + $"[default: {usual}]",
        HelpName = "METHOD|BOXES.csv",
    };

    internal void AddTo(CliCommand command) => command.Add(_proposals);

    /// <summary>The file that was named; null for a method.</summary>
    internal string? File(ParseResult result) => result.GetValue(_proposals) is { } given && IsFile(given) ? given : null;

    /// <summary>What was asked for; null for nothing.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="imageFolder">The folder that a file's names of images are relative to.</param>
    /// <param name="seed">Seed of a method.</param>
    /// <exception cref="ToolException">It is no method and no such file.</exception>
    internal IProposalMethod? Open(ParseResult result, string imageFolder, int? seed = null)
    {
        if (result.GetValue(_proposals) is not { } given)
            return null;
        if (IsFile(given))
            return ToolException.RefusedAsInput(() => ProposalFile.Read(given, imageFolder));
        int index = Array.FindIndex(ProposalMethods.Words, word => word.Word.Equals(given, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            throw ToolException.Usage(
                $"--proposals is one of {string.Join(", ", ProposalMethods.Words.Select(word => word.Word))}, or a file that ends in "
                    + $".csv, not '{given}'.");
        }

        ProposalMethod method = ProposalMethods.Words[index].Value;
        return new ProposalChoice(method, null, null, method == ProposalMethod.EdgeBoxes ? null : seed).Open(threads: null);
    }

    private static bool IsFile(string given) => Path.GetExtension(given).Equals(".csv", StringComparison.OrdinalIgnoreCase);
}
