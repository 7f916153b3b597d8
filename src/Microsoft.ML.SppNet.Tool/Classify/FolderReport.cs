namespace Microsoft.ML.SppNet.Tool;

/// <summary>The result of <c>sppnet classify folder</c> for programs.</summary>
/// <param name="Top1">Percent of the images whose class is the most probable one.</param>
/// <param name="Top5">Percent of the images whose class is among the five most probable.</param>
/// <param name="Images">Images that could be used.</param>
/// <param name="SecondsPerImage">Decoding and network.</param>
/// <param name="Skipped">Images that could not be used.</param>
internal sealed record FolderReport(double Top1, double Top5, int Images, double SecondsPerImage, int Skipped);
