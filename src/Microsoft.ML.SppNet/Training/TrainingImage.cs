using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Training;

/// <summary>An image to learn from.</summary>
/// <param name="Name">What errors call it: its path where it has one.</param>
/// <param name="Label">Its class, from 0.</param>
/// <param name="Load">Decodes it, far enough for a shorter side of so many pixels; errors as <see cref="ImageFile.Load(string)"/>.</param>
internal sealed record TrainingImage(string Name, int Label, Func<int, PixelImage> Load);
