namespace Microsoft.ML.SppNet.Visualization;

/// <summary>How alike a network's answers are when the same part is hidden in each of several images, at one tap.</summary>
/// <param name="Part">The part's name; <see cref="Correspondence.Random"/> for parts at random places.</param>
/// <param name="Tap">The tap.</param>
/// <param name="Mean">Δ: the mean, over pairs of images, of the share of features that change with another sign. Smaller is more
/// alike.</param>
/// <param name="StandardDeviation">Over the pairs, with n − 1; 0 for a single pair.</param>
public sealed record PartCorrespondence(string Part, string Tap, double Mean, double StandardDeviation);

/// <summary>A part of an object in several images.</summary>
/// <param name="Name">Such as <c>left eye</c>.</param>
/// <param name="Boxes">For each image where it is, in pixels of the network's input (see <see cref="NetworkInput.FromImage"/>).</param>
public sealed record ImagePart(string Name, IReadOnlyList<ImageBox> Boxes);
