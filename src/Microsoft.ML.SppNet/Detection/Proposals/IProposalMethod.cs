using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Proposes boxes of an image that may hold objects of any class. Implementations are safe to use from several threads.</summary>
public interface IProposalMethod
{
    /// <summary>Boxes of an image, all different, best first; the image stays the caller's.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IReadOnlyList<ScoredBox> Propose(MLImage image, CancellationToken cancellationToken = default);
}
