namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>detect proposals --json</c> tells; the names are a contract with scripts.</summary>
/// <param name="Images">Images in the output.</param>
/// <param name="Boxes">Boxes of all of them.</param>
/// <param name="SecondsPerImage">
/// From a decoded image to its boxes, the mean over the images searched by this run; 0 where all were known.
/// </param>
/// <param name="Skipped">Images left out because they could not be read.</param>
/// <param name="Resumed">Of the images, those of an earlier run that was not finished.</param>
internal sealed record ProposalsReport(int Images, long Boxes, double SecondsPerImage, int Skipped, int Resumed);
