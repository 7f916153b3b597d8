using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>An image of a training: its windows and its objects, in pixels of the image, which may be the mirrored one.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Windows">What was proposed.</param>
/// <param name="Objects">Its objects, cut at the image's edges.</param>
internal sealed record TrainingWindows(string Name, ImageBox[] Windows, AnnotatedObject[] Objects)
{
    internal TrainingWindows Mirrored(int width) => this with
    {
        Windows = [.. Windows.Select(window => WindowSet.Mirrored(window, width))],
        Objects = [.. Objects.Select(one => one with { Box = WindowSet.Mirrored(one.Box, width) })],
    };
}
