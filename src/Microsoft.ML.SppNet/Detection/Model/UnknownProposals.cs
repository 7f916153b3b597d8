using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Stands for a program's own way of proposing windows in a detector that was saved and loaded again.</summary>
internal sealed class UnknownProposals(string text, string type) : IProposalMethod
{
    internal string Text => text;

    public IReadOnlyList<ScoredBox> Propose(MLImage image, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException(
        $"The detector was trained on windows of {type}, which a file cannot hold: give SppDetector.Load a method, or Detect the windows.");
}
