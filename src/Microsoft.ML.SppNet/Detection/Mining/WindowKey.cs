namespace Microsoft.ML.SppNet.Detection;

/// <summary>A window of all images.</summary>
/// <param name="Image">The image.</param>
/// <param name="Window">The window of the image.</param>
internal readonly record struct WindowKey(int Image, int Window);
