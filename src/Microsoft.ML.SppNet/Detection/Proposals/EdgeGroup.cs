namespace Microsoft.ML.SppNet.Detection;

/// <summary>A group of edge pixels.</summary>
/// <param name="X">Column of one of its pixels, which stands for the group when it is asked whether a box holds it.</param>
/// <param name="Y">Row of that pixel.</param>
/// <param name="Magnitude">The sum of its pixels' magnitudes.</param>
/// <param name="FirstLink">Where its links to other groups begin in <see cref="EdgeGroups.Links"/>.</param>
/// <param name="Links">How many there are.</param>
internal readonly record struct EdgeGroup(int X, int Y, float Magnitude, int FirstLink, int Links);

/// <summary>How well a group continues in another: 0 to 1 (Zitnick and Dollár 2014, equation 1).</summary>
internal readonly record struct EdgeLink(int Group, float Affinity);
