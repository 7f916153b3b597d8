using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The feature map of an image at one scale.</summary>
/// <param name="Scale">The shorter side that the image was resized to.</param>
/// <param name="Width">Columns of the resized image.</param>
/// <param name="Height">Rows of the resized image.</param>
/// <param name="Map">1 × rows × columns × channels.</param>
internal sealed record ScaledMap(int Scale, int Width, int Height, NativeTensor Map) : IDisposable
{
    internal long Bytes => Map.Count * sizeof(float);

    public void Dispose() => Map.Dispose();
}
