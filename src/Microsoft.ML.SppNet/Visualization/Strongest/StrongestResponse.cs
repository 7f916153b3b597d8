namespace Microsoft.ML.SppNet.Visualization;

/// <summary>One of the strongest responses of a feature map over a set of images.</summary>
/// <param name="Rank">0 for the strongest.</param>
/// <param name="Image">The image's position in the set, from 0.</param>
/// <param name="Path">Its file.</param>
/// <param name="Activation">Where in the map it is, and how strong.</param>
/// <param name="Field">Its receptive field in pixels of the network's input, cut at the edges.</param>
/// <param name="FieldOnImage">The same in pixels of the image file.</param>
public sealed record StrongestResponse(int Rank, int Image, string Path, MapActivation Activation, ImageBox Field, ImageBox FieldOnImage);
