namespace Microsoft.ML.SppNet;

/// <summary>
/// How pixels are weighted when an image changes size. Both take pixel centres at half-integers and change nothing at equal size.
/// </summary>
public enum ResizeKernel
{
    /// <summary>
    /// Triangle filter whose support grows with the reduction (antialiasing): what PIL, and with it torchvision's transforms, call
    /// bilinear.
    /// PIL rounds to 8 bits after each of its two passes; here all is float, so values differ from PIL's by at most one level.
    /// </summary>
    Triangle,

    /// <summary>
    /// Interpolation between the two nearest pixels in each direction whatever the reduction, without antialiasing: as the code of the
    /// SPP-net
    /// authors (MATLAB's <c>imresize</c> with antialiasing off) and torch's <c>interpolate(mode="bilinear", align_corners=False)</c>.
    /// </summary>
    Bilinear,
}
