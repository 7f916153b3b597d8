using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Finds the edges of an image, which <see cref="EdgeBoxes"/> groups. Implementations are safe to use from several threads.
/// </summary>
public interface IEdgeDetector
{
    /// <summary>
    /// The edges of an image, or of a reduced version of it: the map's width and height stand for the image's. The image stays the
    /// caller's.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    EdgeMap Detect(MLImage image, CancellationToken cancellationToken = default);
}
